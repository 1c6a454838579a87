package io.uppercased.view;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;

import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Sends the body of an HTTP request to the service in one datagram, and answers with the
 * reply. The required media type and origin keep pages of other sites from using it.
 */
class TestMessage implements HandlerFunction<ServerResponse> {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final String NO_REPLY = "No reply within %d s. ".formatted(TIMEOUT.toSeconds())
			+ "If it was dropped, the drop counts show the reason. udp.allowed-sources must allow this host.";

	private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	/** How much of a too long body is skipped: clients send it before they read. */
	private static final long MAX_SKIPPED = 1024 * 1024;

	/** One message at a time: requests that wait could occupy all threads. */
	private final Semaphore one = new Semaphore(1);

	private final UdpIngress ingress;

	private final int maxPayload;

	TestMessage(UdpIngress ingress, int maxPayload) {
		this.ingress = ingress;
		this.maxPayload = maxPayload;
	}

	@Override
	public ServerResponse handle(ServerRequest request) throws IOException {
		ServerRequest.Headers headers = request.headers();
		if (headers.contentType().filter(MediaType.APPLICATION_OCTET_STREAM::equalsTypeAndSubtype).isEmpty()) {
			return answer(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send it as application/octet-stream.");
		}
		if (!isSameOrigin(headers)) {
			return answer(HttpStatus.FORBIDDEN, "Only this server's own page may send messages.");
		}
		InputStream body = request.servletRequest().getInputStream();
		byte[] message = body.readNBytes(this.maxPayload + 1);
		if (message.length > this.maxPayload) {
			body.skip(MAX_SKIPPED);
			return answer(HttpStatus.CONTENT_TOO_LARGE,
					"Longer than %d bytes (udp.max-payload).".formatted(this.maxPayload));
		}
		List<UdpTransport> transports = this.ingress.transports();
		if (transports.isEmpty()) {
			return answer(HttpStatus.SERVICE_UNAVAILABLE, "The service does not listen.");
		}
		if (!this.one.tryAcquire()) {
			return answer(HttpStatus.TOO_MANY_REQUESTS, "Another message waits for its reply. Try again.");
		}
		try {
			return answer(HttpStatus.OK, exchange(message, transports.getFirst().localAddress()));
		}
		catch (SocketTimeoutException ex) {
			return answer(HttpStatus.GATEWAY_TIMEOUT, NO_REPLY);
		}
		finally {
			this.one.release();
		}
	}

	// Only browsers send these headers.
	private static boolean isSameOrigin(ServerRequest.Headers headers) {
		String origin = headers.firstHeader(HttpHeaders.ORIGIN);
		String site = headers.firstHeader("Sec-Fetch-Site");
		return (site == null || site.equals("same-origin"))
				&& (origin == null || origin.endsWith("//" + headers.firstHeader(HttpHeaders.HOST)));
	}

	private static byte[] exchange(byte[] message, InetSocketAddress local) throws IOException {
		InetAddress address = local.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress()
				: local.getAddress();
		InetSocketAddress service = new InetSocketAddress(address, local.getPort());
		DatagramPacket reply = new DatagramPacket(new byte[Datagram.MAX_PAYLOAD], Datagram.MAX_PAYLOAD);
		// Not connected: the JDK's connected sockets send no empty datagram.
		try (DatagramSocket socket = new DatagramSocket(0, address)) {
			long start = System.nanoTime();
			socket.send(new DatagramPacket(message, message.length, service));
			for (Duration left = TIMEOUT; left.isPositive(); left = TIMEOUT.minusNanos(System.nanoTime() - start)) {
				socket.setSoTimeout((int) left.toMillis() + 1);
				socket.receive(reply);
				if (service.equals(reply.getSocketAddress())) {
					return Arrays.copyOf(reply.getData(), reply.getLength());
				}
			}
			throw new SocketTimeoutException();
		}
	}

	private static ServerResponse answer(HttpStatus status, Object body) {
		return ServerResponse.status(status).contentType(TEXT).header("X-Content-Type-Options", "nosniff").body(body);
	}

}
