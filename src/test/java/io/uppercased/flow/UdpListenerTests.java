package io.uppercased.flow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.uppercased.UdpClient;
import io.uppercased.transport.Burst;
import io.uppercased.transport.DropReason;
import io.uppercased.transport.NioTransport;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.UdpTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What ends the loop, and what does not.
 */
class UdpListenerTests {

	private final AtomicInteger deaths = new AtomicInteger();

	private UdpTransport socket;

	private UdpClient client;

	@BeforeEach
	void open() throws IOException {
		this.socket = NioTransport
			.open(new TransportSettings(InetAddress.ofLiteral("127.0.0.1"), 0, false, 65_536, 8, 100));
		this.client = UdpClient.unconnected("127.0.0.1", this.socket.localAddress().getPort());
	}

	@AfterEach
	void close() {
		this.client.close();
		this.socket.close();
	}

	@Test
	void goesOnAfterErrorsOfAReceive() {
		FailingReceive failing = new FailingReceive(this.socket, 5);
		UdpListener listener = start(failing, failing::send, List.of());
		assertThat(this.client.exchange("hello")).isEqualTo("hello");
		assertThat(failing.failures).hasValue(5);
		assertThat(listener.status().alive()).isTrue();
		stop(listener);
		assertThat(this.deaths).hasValue(0);
	}

	@Test
	void diesWhenEveryReceiveFails() {
		UdpListener listener = start(new FailingReceive(this.socket, Integer.MAX_VALUE), this.socket::send, List.of());
		await().untilAsserted(() -> assertThat(this.deaths).hasValue(1));
		assertThat(listener.status().alive()).isFalse();
		assertThat(listener.status().failure()).hasMessageContaining("Receiving has failed")
			.hasRootCauseMessage("thrown by a test");
	}

	@Test
	void dropsWhatAFlowThatFailsHasLeft() {
		AtomicInteger unhandled = new AtomicInteger();
		BurstObserver counting = (burst) -> burst.forEach((datagram) -> {
			if (datagram.dropReason() == DropReason.UNHANDLED) {
				unhandled.incrementAndGet();
			}
		});
		UdpListener listener = start(this.socket, () -> {
			throw new IllegalStateException("thrown by a test");
		}, List.of(counting));
		this.client.send("one");
		this.client.send("two");
		await().untilAsserted(() -> assertThat(unhandled).hasValue(2));
		stop(listener);
	}

	@Test
	void goesOnWhenAnObserverFails() {
		BurstObserver failing = (burst) -> {
			throw new IllegalStateException("thrown by a test");
		};
		AtomicInteger sent = new AtomicInteger();
		BurstObserver counting = (burst) -> burst.forEach((datagram) -> sent.addAndGet(datagram.isSent() ? 1 : 0));
		UdpListener listener = start(this.socket, this.socket::send, List.of(failing, counting));
		assertThat(this.client.exchange("one")).isEqualTo("one");
		assertThat(this.client.exchange("two")).isEqualTo("two");
		await().untilAsserted(() -> assertThat(sent).hasValue(2));
		stop(listener);
		assertThat(this.deaths).hasValue(0);
	}

	@Test
	void diesOfASocketThatIsClosedUnderIt() {
		UdpListener listener = start(this.socket, this.socket::send, List.of());
		this.socket.close();
		await().untilAsserted(() -> assertThat(this.deaths).hasValue(1));
		assertThat(listener.status().alive()).isFalse();
		assertThat(listener.status().failure()).isNotNull();
	}

	@Test
	void showsThatItHasNotTurnedWhileTheFlowIsSlow() {
		AtomicInteger open = new AtomicInteger();
		UdpListener listener = start(this.socket, () -> {
			await().until(() -> open.get() == 1);
			this.socket.send();
		}, List.of());
		this.client.send("slow");
		await().untilAsserted(() -> assertThat(listener.status().sinceLastTurn()).isGreaterThan(Duration.ofSeconds(1)));
		open.set(1);
		assertThat(this.client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("slow");
		await().untilAsserted(() -> assertThat(listener.status().sinceLastTurn()).isLessThan(Duration.ofSeconds(1)));
		stop(listener);
	}

	private UdpListener start(UdpTransport transport, Runnable flow, List<BurstObserver> observers) {
		UdpListener listener = new UdpListener("test", transport, flow, observers, Duration.ofSeconds(1),
				this.deaths::incrementAndGet);
		listener.start();
		return listener;
	}

	private static void stop(UdpListener listener) {
		listener.stop(Duration.ofSeconds(5));
		listener.close(Duration.ofSeconds(5));
	}

	/**
	 * A socket whose first receives fail.
	 */
	private static final class FailingReceive implements UdpTransport {

		private final UdpTransport socket;

		private final int count;

		private final AtomicInteger failures = new AtomicInteger();

		private FailingReceive(UdpTransport socket, int count) {
			this.socket = socket;
			this.count = count;
		}

		@Override
		public void receive() throws IOException {
			if (this.failures.get() < this.count) {
				this.failures.incrementAndGet();
				throw new IOException("thrown by a test");
			}
			this.socket.receive();
		}

		@Override
		public void poll() throws IOException {
			this.socket.poll();
		}

		@Override
		public Burst burst() {
			return this.socket.burst();
		}

		@Override
		public void send() {
			this.socket.send();
		}

		@Override
		public InetSocketAddress localAddress() {
			return this.socket.localAddress();
		}

		@Override
		public int receiveBuffer() {
			return this.socket.receiveBuffer();
		}

		@Override
		public String name() {
			return this.socket.name();
		}

		@Override
		public void close() {
			this.socket.close();
		}

	}

}
