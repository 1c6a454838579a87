package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.uppercased.testing.LogCapture;
import io.uppercased.udp.testing.TestDatagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(LogCapture.class)
class LoopLogTests {

	private static final int ROUNDS = 3 * LoopLog.DATAGRAMS;

	private final AtomicLong clock = new AtomicLong();

	private final LoopLog loopLog = new LoopLog(this.clock::get);

	@Test
	void warnsOnceOfASenderThatSendsNearlyAllAndIsFast(CapturedOutput output) {
		receive(ROUNDS, Duration.ofNanos(10_000), "192.0.2.1");
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains(" WARN "))
			.singleElement()
			.asString()
			.contains("/192.0.2.1:40000 has sent nearly all of 20000 datagrams to ", ":12000 within 200 ms",
					"'udp.rate-limit'");
	}

	@Test
	void doesNotWarnOfSeveralSenders(CapturedOutput output) {
		receive(ROUNDS, Duration.ofNanos(10_000), "192.0.2.1", "192.0.2.2");
		assertThat(output).isEmpty();
	}

	@Test
	void doesNotWarnOfASenderThatIsSlow(CapturedOutput output) {
		receive(ROUNDS, Duration.ofNanos(251_000), "192.0.2.1");
		assertThat(output).isEmpty();
	}

	private void receive(int datagrams, Duration interval, String... senders) {
		TestDatagram[] sent = new TestDatagram[senders.length];
		for (int i = 0; i < senders.length; i++) {
			sent[i] = new TestDatagram(senders[i], 40_000, 12_000).answered();
		}
		for (int i = 0; i < datagrams; i++) {
			this.clock.addAndGet(interval.toNanos());
			this.loopLog.completed(TestDatagram.burst(sent[i % sent.length]));
		}
	}

}
