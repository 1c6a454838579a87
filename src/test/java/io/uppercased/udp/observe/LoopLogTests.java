package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.ForgedSender;
import io.uppercased.udp.testing.TestDatagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ReadsLog
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

	@Test
	@EnabledIf("io.uppercased.udp.testing.ForgedSender#isPermitted")
	void warnsOfALoopOfTwoServicesWhichARateLimitEnds(CapturedOutput output) {
		try (TestService first = TestService.startLibrary("--udp.address=127.0.0.2");
				ForgedSender forger = ForgedSender.open()) {
			try (TestService second = TestService.startLibrary("--udp.address=127.0.0.3")) {
				// Several at once, so that the services share the costs of a burst.
				for (int i = 0; i < 64; i++) {
					forger.send("127.0.0.3", second.port(), "127.0.0.2", first.port(), "PING");
				}
				String warning = "/127.0.0.3:%d has sent nearly all of".formatted(second.port());
				await().atMost(Duration.ofSeconds(30)).until(() -> output.getOut().contains(warning));
				assertThat(output).contains("to /127.0.0.2:%d within".formatted(first.port()));
			}
			try (TestService limited = TestService.startLibrary("--udp.address=127.0.0.3",
					"--udp.rate-limit.per-source=1000")) {
				forger.send("127.0.0.3", limited.port(), "127.0.0.2", first.port(), "PING");
				await().atMost(Duration.ofSeconds(30)).until(() -> limited.dropped("rate_limited") > 0);
				double[] before = { 0 };
				await().until(() -> {
					boolean ended = first.received() == before[0];
					before[0] = first.received();
					return ended;
				});
			}
		}
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
