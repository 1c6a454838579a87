package io.uppercased.udp.flow;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.UdpTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** When the loop ends, and when it continues. */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
class UdpListenerTests {

	private static final int BURST_SIZE = 8;

	private static final Duration TIME_OF_ERRORS = Duration.ofMillis(300);

	private final TransportFactory transports;

	private final AtomicInteger deaths = new AtomicInteger();

	private final AtomicInteger unhandled = new AtomicInteger();

	private UdpTransport socket;

	private UdpClient client;

	UdpListenerTests(TransportFactory transports) {
		this.transports = transports;
	}

	@BeforeEach
	void open() throws IOException {
		this.socket = this.transports.open(TestSettings.builder()
			.address(InetAddress.ofLiteral("127.0.0.1"))
			.receiveBuffer(65_536)
			.burstSize(BURST_SIZE)
			.build());
		this.client = UdpClient.unconnected("127.0.0.1", this.socket.localAddress().getPort());
	}

	@AfterEach
	void close() {
		this.client.close();
		this.socket.close();
	}

	@Test
	void continuesAfterReceiveErrors() {
		FailingReceive failing = new FailingReceive(this.socket, 5);
		UdpListener listener = start(failing, Echo::answer, List.of());
		assertThat(this.client.exchange("hello")).isEqualTo("hello");
		assertThat(failing.failures).hasValue(5);
		stop(listener);
	}

	@Test
	void diesIfEveryReceiveFails() {
		UdpListener listener = start(new FailingReceive(this.socket, Integer.MAX_VALUE), Echo::answer, List.of());
		await().untilAsserted(() -> assertThat(this.deaths).hasValue(1));
		assertThat(listener.status().alive()).isFalse();
		assertThat(listener.status().failure()).hasMessageContaining("Receiving has failed")
			.hasRootCauseMessage("thrown by a test");
	}

	@Test
	void continuesIfOneReceiveFailsAfterALongBurst() {
		AtomicInteger bursts = new AtomicInteger();
		FailingReceive failing = new FailingReceive(this.socket, 1) {

			@Override
			public Burst receive() throws IOException {
				return (bursts.get() == 0) ? UdpListenerTests.this.socket.receive() : super.receive();
			}

		};
		UdpListener listener = start(failing, (burst) -> {
			long start = System.nanoTime();
			await().until(() -> bursts.get() > 0 || System.nanoTime() - start > TIME_OF_ERRORS.toNanos());
			bursts.incrementAndGet();
			Echo.answer(burst);
		}, List.of());
		assertThat(this.client.exchange("slow")).isEqualTo("slow");
		assertThat(this.client.exchange("next")).isEqualTo("next");
		assertThat(failing.failures).hasValue(1);
		stop(listener);
	}

	@Test
	void dropsTheRestOfABurstIfTheFlowFails() {
		UdpListener listener = start(this.socket, (burst) -> {
			throw new IllegalStateException("thrown by a test");
		}, List.of(this::countUnhandled));
		this.client.send("one");
		this.client.send("two");
		await().untilAsserted(() -> assertThat(this.unhandled).hasValue(2));
		stop(listener);
	}

	@Test
	void dropsDatagramsThatNoStepHandles() {
		UdpListener listener = start(this.socket, Burst::send, List.of(this::countUnhandled));
		this.client.send("nobody replies");
		await().untilAsserted(() -> assertThat(this.unhandled).hasValue(1));
		stop(listener);
		assertThat(this.client.receive(Duration.ofMillis(1))).isNull();
	}

	@Test
	void continuesIfAnObserverFails() {
		BurstObserver failing = (burst) -> {
			throw new IllegalStateException("thrown by a test");
		};
		AtomicInteger sent = new AtomicInteger();
		BurstObserver counting = (burst) -> burst.forEach((datagram) -> sent.addAndGet(datagram.sentBytes()));
		UdpListener listener = start(this.socket, Echo::answer, List.of(failing, counting));
		assertThat(this.client.exchange("one")).isEqualTo("one");
		assertThat(this.client.exchange("two")).isEqualTo("two");
		await().untilAsserted(() -> assertThat(sent).hasValue(6));
		stop(listener);
	}

	@Test
	void diesIfItsSocketIsClosed() {
		UdpListener listener = start(this.socket, Echo::answer, List.of());
		this.socket.close();
		await().untilAsserted(() -> assertThat(this.deaths).hasValue(1));
		assertThat(listener.status().alive()).isFalse();
		assertThat(listener.status().failure()).isNotNull();
	}

	@Test
	void hasNoHeartbeatWhileTheFlowIsSlow() {
		AtomicInteger open = new AtomicInteger();
		UdpListener listener = start(this.socket, (burst) -> {
			await().until(() -> open.get() == 1);
			Echo.answer(burst);
		}, List.of());
		this.client.send("slow");
		await().untilAsserted(() -> assertThat(listener.status().heartbeatAge()).isGreaterThan(Duration.ofMillis(200)));
		open.set(1);
		assertThat(this.client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("slow");
		await().untilAsserted(() -> assertThat(listener.status().heartbeatAge()).isLessThan(Duration.ofMillis(200)));
		stop(listener);
	}

	@Test
	void leavesQueuedDatagramsToTheNextProcessIfTheSocketIsInherited() {
		UdpTransport inherited = new FailingReceive(this.socket, 0) {

			@Override
			public Set<Capability> capabilities() {
				return Set.of(Capability.OUTLIVES_PROCESS);
			}

		};
		AtomicInteger bursts = new AtomicInteger();
		AtomicInteger open = new AtomicInteger();
		UdpListener listener = start(inherited, (burst) -> {
			bursts.incrementAndGet();
			await().until(() -> open.get() == 1);
			Echo.answer(burst);
		}, List.of());
		this.client.send("in hand");
		await().until(() -> bursts.get() == 1);
		this.client.send("waits");
		listener.drain(UdpClient.TIMEOUT);
		open.set(1);
		stop(listener);
		assertThat(this.client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("in hand");
		assertThat(bursts).hasValue(1);
		assertThat(listener.drained()).isZero();
	}

	@Test
	void countsDrainedDatagramsDuringALongBurst() {
		AtomicInteger bursts = new AtomicInteger();
		AtomicInteger open = new AtomicInteger();
		UdpListener listener = start(this.socket, (burst) -> {
			int number = bursts.incrementAndGet();
			await().until(() -> number == 2 || open.get() >= number);
			Echo.answer(burst);
		}, List.of());
		this.client.send("in hand");
		await().until(() -> bursts.get() == 1);
		for (int i = 0; i < BURST_SIZE + 1; i++) {
			this.client.send("waits");
		}
		listener.drain(UdpClient.TIMEOUT);
		open.set(1);
		await().untilAsserted(() -> assertThat(listener.drained()).isEqualTo(BURST_SIZE));
		open.set(3);
		stop(listener);
		assertThat(listener.drained()).isEqualTo(BURST_SIZE + 1);
	}

	private void countUnhandled(Burst burst) {
		burst.forEach((datagram) -> {
			if (datagram.dropReason() == DropReason.UNHANDLED) {
				this.unhandled.incrementAndGet();
			}
		});
	}

	private UdpListener start(UdpTransport transport, Consumer<Burst> flow, List<BurstObserver> observers) {
		UdpListener listener = new UdpListener("test", transport, new BurstPath(flow, observers), TIME_OF_ERRORS,
				this.deaths::incrementAndGet);
		listener.start();
		return listener;
	}

	/**
	 * Ends the loop. Until it is closed, the listener is alive and has no old heartbeat.
	 */
	private void stop(UdpListener listener) {
		listener.drain(UdpClient.TIMEOUT);
		assertThat(listener.join(UdpClient.TIMEOUT)).isTrue();
		assertThat(listener.status()).matches(ListenerStatus::alive)
			.extracting(ListenerStatus::heartbeatAge)
			.isEqualTo(Duration.ZERO);
		assertThat(this.deaths).hasValue(0);
		listener.close();
	}

}
