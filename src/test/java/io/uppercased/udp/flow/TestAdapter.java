package io.uppercased.udp.flow;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.micrometer.observation.ObservationRegistry;
import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.messaging.MessageHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An adapter with two listeners and a handler that echoes, in its own context, and all
 * sockets that it has opened.
 *
 * @param context its application context
 * @param ingress the adapter
 * @param port its port on 127.0.0.1
 * @param opened its sockets, open or closed
 */
record TestAdapter(ConfigurableApplicationContext context, UdpIngress ingress, int port,
		Queue<UdpTransport> opened) implements AutoCloseable {

	static final MessageHandler ECHO = (message) -> Echo.answer((Burst) message.getPayload());

	private static final AtomicInteger LAST_PORT = new AtomicInteger(
			ThreadLocalRandom.current().nextInt(20_000, 30_000));

	static TestAdapter start(TransportFactory transports, PortSharing sharing, GracefulStop gracefulStop) {
		Queue<UdpTransport> opened = new ConcurrentLinkedQueue<>();
		TransportFactory recording = (settings) -> {
			UdpTransport transport = transports.open(settings);
			opened.add(transport);
			return transport;
		};
		int port = freePort();
		TransportSettings settings = TestSettings.builder()
			.address(InetAddress.ofLiteral("127.0.0.1"))
			.port(port)
			.sharing(sharing)
			.receiveBuffer(65_536)
			.burstSize(2)
			.maxPayload(100)
			.build();
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean("bursts", DirectChannel.class, () -> {
			DirectChannel bursts = new DirectChannel();
			bursts.subscribe(ECHO);
			return bursts;
		});
		context.registerBean(UdpIngress.class, () -> {
			UdpIngress ingress = new UdpIngress(recording, settings, 2, (sockets) -> {
			}, gracefulStop, List.of(), noExchanges());
			ingress.setOutputChannel(context.getBean(DirectChannel.class));
			return ingress;
		});
		context.refresh();
		return new TestAdapter(context, context.getBean(UdpIngress.class), port, opened);
	}

	/**
	 * Finds a port that the kernel does not choose for another socket, because it is
	 * below the ephemeral ports, and that no other test of this JVM gets.
	 */
	private static int freePort() {
		return IntStream.generate(LAST_PORT::incrementAndGet).filter(TestAdapter::isFree).findFirst().orElseThrow();
	}

	static boolean isFree(int port) {
		try (DatagramSocket socket = new DatagramSocket(null)) {
			socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static ExchangesInFlight noExchanges() {
		return new ExchangesInFlight(new Transformation((message, exchange) -> message, false),
				new InFlightLimits(1, 0, Duration.ZERO), List.of(), ObservationRegistry.NOOP);
	}

	UdpClient client() {
		return UdpClient.unconnected("127.0.0.1", this.port);
	}

	/**
	 * Asserts that each client gets an answer from the listener that the kernel chooses.
	 */
	void assertAnswers() {
		for (int i = 0; i < 16; i++) {
			try (UdpClient client = client()) {
				assertThat(client.exchange("hello")).isEqualTo("hello");
			}
		}
	}

	/** Asserts that all sockets are closed. */
	void assertClosed() {
		assertThat(this.ingress.isListening()).isFalse();
		assertThat(this.ingress.listenerStatus()).isEmpty();
		assertThat(this.opened).allSatisfy(
				(transport) -> assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(transport::poll));
		assertThat(isFree(this.port)).isTrue();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
