package io.uppercased.udp.admission;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.ForgedSender;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Datagrams with a forged source address. Skipped for users who may not send them. */
@EnabledIf("io.uppercased.udp.testing.ForgedSender#isPermitted")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the counters of the service of this class")
class ForgedSourceTests {

	@AutoClose
	private static final TestService service = TestService.startLibrary();

	@AutoClose
	private final ForgedSender forger = ForgedSender.open();

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 0, refused_port", "127.0.0.1, 7, refused_port", "224.0.0.1, 40000, refused_source",
			"255.255.255.255, 40000, refused_source" })
	void answersTheOtherDatagramsOfABurst(String source, int sourcePort, String reason) {
		int rounds = 20;
		double before = service.dropped(reason);
		try (UdpClient client = service.client()) {
			for (int i = 0; i < rounds; i++) {
				client.send("before");
				this.forger.send(source, sourcePort, "127.0.0.1", service.port(), "forged");
				client.send("after");
			}
			for (int i = 0; i < rounds; i++) {
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("BEFORE");
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("AFTER");
			}
		}
		await().untilAsserted(() -> assertThat(service.dropped(reason)).isEqualTo(before + rounds));
	}

	@Test
	void twoServicesOnOnePortNumberDoNotAnswerEachOther() {
		double before = service.dropped("refused_port");
		double sent = service.sent();
		try (TestService other = TestService.startLibrary("--udp.address=127.0.0.3", "--udp.port=" + service.port())) {
			this.forger.send("127.0.0.3", other.port(), "127.0.0.1", service.port(), "ping");
			await().untilAsserted(() -> assertThat(service.dropped("refused_port")).isEqualTo(before + 1));
			assertThat(service.sent()).isEqualTo(sent);
			assertThat(other.received()).isZero();
		}
	}

	@Test
	void aRateLimitEndsALoopBetweenTwoHighPorts() {
		double received = service.received();
		try (TestService limited = TestService.startLibrary("--udp.address=127.0.0.2", "--udp.rate-limit.per-source=1",
				"--udp.rate-limit.burst=20")) {
			this.forger.send("127.0.0.1", service.port(), "127.0.0.2", limited.port(), "ping");
			await().untilAsserted(() -> assertThat(limited.dropped("rate_limited")).isEqualTo(1));
			await().untilAsserted(
					() -> assertThat(service.received() - received).isEqualTo(limited.sent()).isBetween(20.0, 30.0));
		}
	}

	@Test
	void aLoopEndsWhenItsRepliesBecomeTooLarge() {
		try (TestService growing = TestService.startLibrary("--udp.address=127.0.0.2", "--udp.transformer=announce")) {
			this.forger.send("127.0.0.1", service.port(), "127.0.0.2", growing.port(), "x".repeat(60_000));
			await().untilAsserted(() -> assertThat(growing.dropped("reply_too_large")).isEqualTo(1));
			assertThat(growing.received()).isEqualTo(growing.sent() + 1).isGreaterThan(10);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.2", "::1" })
	void onlyAllowedSourcesGetAReply(String outside) {
		try (TestService allowing = TestService.startLibrary(
				"--udp.address=" + (outside.equals("::1") ? "::" : "0.0.0.0"),
				"--udp.allowed-sources=127.0.0.1,2001:db8::/32");
				UdpClient allowed = UdpClient.connected("127.0.0.1", allowing.port());
				UdpClient refused = UdpClient.connected(outside, allowing.port())) {
			refused.send("refused");
			allowed.expectNoReplyBefore("next", "NEXT");
			assertThat(refused.receive(Duration.ofMillis(1))).isNull();
			assertThat(allowing.dropped("refused_source")).isEqualTo(1);
		}
	}

}
