package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;

import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.TransportSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/** The arrival time of a burst if the wall clock is set after the kernel's timestamp. */
@EnabledOnOs(OS.LINUX)
class WallClockTests {

	private static final int BURST_SIZE = 2;

	private final TransportSettings settings = TestSettings.builder()
		.address(InetAddress.ofLiteral("127.0.0.1"))
		.burstSize(BURST_SIZE)
		.build();

	private final LinuxSocket socket = LinuxSocket.open(this.settings);

	private final Arena arena = Arena.ofShared();

	private final UdpClient client = UdpClient.unconnected("127.0.0.1", this.socket.localAddress().getPort());

	private Duration step = Duration.ZERO;

	private final LinuxBurst burst = new LinuxBurst(this.socket, BURST_SIZE, this.settings.maxPayload(), this.arena,
			() -> Instant.now().plus(this.step), 0);

	WallClockTests() throws IOException {
	}

	@AfterEach
	void close() {
		this.client.close();
		this.socket.close();
		this.arena.close();
	}

	@Test
	void aStepForwardMakesNoBurstOlderThanTheLastEmptyReceive() {
		long empty = System.nanoTime();
		receive(0);
		this.client.send("message");
		this.step = Duration.ofDays(365);
		receive(1);
		assertThat(this.burst.arrivalNanos()).isBetween(empty, System.nanoTime());
	}

	@Test
	void aBurstThatIsNotFullLeavesTheSocketEmpty() {
		long empty = System.nanoTime();
		receive(0);
		this.client.send("message");
		long later = System.nanoTime();
		receive(1);
		this.client.send("message");
		this.step = Duration.ofDays(365);
		receive(1);
		assertThat(this.burst.arrivalNanos()).isBetween(later, System.nanoTime()).isGreaterThan(empty);
	}

	@Test
	void aFullBurstMayLeaveDatagramsInTheSocket() {
		receive(0);
		long sent = System.nanoTime();
		for (int i = 0; i < BURST_SIZE + 1; i++) {
			this.client.send("message");
		}
		receive(BURST_SIZE);
		this.step = Duration.ofDays(365);
		receive(1);
		assertThat(this.burst.arrivalNanos()).isLessThan(sent);
	}

	@Test
	void aStepBackMakesNoBurstYoungerThanTheReceive() {
		this.client.send("message");
		this.step = Duration.ofDays(-365);
		long before = System.nanoTime();
		receive(1);
		assertThat(this.burst.arrivalNanos()).isBetween(before, System.nanoTime());
	}

	private void receive(int expected) {
		int flags = (expected > 0) ? Constants.MSG_WAITFORONE : Constants.MSG_DONTWAIT;
		assertThat(Math.max(0, this.burst.receive(flags))).isEqualTo(expected);
	}

}
