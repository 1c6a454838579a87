package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Checks that this process may open a socket, receive and send: answers two messages on
 * the loopback. The socket is bound to all addresses, because that needs most calls. If
 * the network refuses or loses the messages, the transport may still work.
 */
public final class TransportTrial {

	/** Larger than a datagram: the kernel refuses it on any network. */
	private static final int TOO_LARGE = 0x10000;

	private TransportTrial() {
	}

	/** Returns why a transport does not work here, or {@code null} if it may work. */
	public static @Nullable String run(TransportFactory transports) {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		TransportSettings settings = new TransportSettings(null, 0, PortSharing.NONE, TOO_LARGE, 2, 1, true);
		try (UdpTransport transport = transports.open(settings);
				DatagramSocket client = new DatagramSocket(0, loopback)) {
			InetSocketAddress target = new InetSocketAddress(loopback, transport.localAddress().getPort());
			// Two, because their replies may be sent as one message.
			send(client, target);
			send(client, target);
			answer(transport.receive());
			return null;
		}
		catch (OpenFailedException | BindException ex) {
			// There is no loopback, or the service's own attempt to open fails as well.
			return null;
		}
		catch (IOException ex) {
			return "a trial socket does not work, for example because a seccomp profile denies a call: " + ex;
		}
	}

	/**
	 * Throws only if the call is denied. A message that is too large then fails with the
	 * same error.
	 */
	private static void send(DatagramSocket client, InetSocketAddress target) throws IOException {
		try {
			client.send(new DatagramPacket(new byte[1], 1, target));
		}
		catch (IOException ex) {
			if (Objects.equals(ex.getMessage(), errorOfTooLarge(client, target))) {
				throw ex;
			}
		}
	}

	private static @Nullable String errorOfTooLarge(DatagramSocket client, InetSocketAddress target) {
		try {
			client.send(new DatagramPacket(new byte[TOO_LARGE], TOO_LARGE, target));
			return null;
		}
		catch (IOException ex) {
			return ex.getMessage();
		}
	}

	private static void answer(Burst burst) throws IOException {
		burst.forEachReceived((datagram) -> datagram.reply(datagram.message()));
		burst.send();
		for (Datagram datagram : burst) {
			if (datagram.dropReason() == DropReason.SEND_FAILED) {
				throw Objects.requireNonNullElseGet(burst.sendFailure(), () -> new IOException("a reply was not sent"));
			}
		}
	}

}
