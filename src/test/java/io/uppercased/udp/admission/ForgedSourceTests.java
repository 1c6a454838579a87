package io.uppercased.udp.admission;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.ForgedSender;
import io.uppercased.udp.testing.UdpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Datagrams with a forged source address. Skipped for users who may not send them.
 */
@EnabledIf("io.uppercased.udp.testing.ForgedSender#isPermitted")
@Execution(ExecutionMode.CONCURRENT)
class ForgedSourceTests {

	private final ForgedSender forger = ForgedSender.open();

	private @Nullable TestService first;

	private @Nullable TestService second;

	@AfterEach
	void close() {
		this.forger.close();
		if (this.first != null) {
			this.first.close();
		}
		if (this.second != null) {
			this.second.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "224.0.0.1", "255.255.255.255" })
	void answersTheOtherDatagramsOfABurst(String source) {
		this.first = TestService.startLibrary();
		int port = this.first.port();
		int forgedPort = source.equals("127.0.0.1") ? 0 : 40_000;
		int rounds = 100;
		try (UdpClient client = UdpClient.connected("127.0.0.1", port)) {
			for (int i = 0; i < rounds; i++) {
				client.send("before");
				this.forger.send(source, forgedPort, "127.0.0.1", port, "forged");
				client.send("after");
			}
			for (int i = 0; i < rounds; i++) {
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("BEFORE");
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("AFTER");
			}
		}
		String reason = (forgedPort == 0) ? "refused_port" : "refused_source";
		TestService context = this.first;
		await().untilAsserted(() -> assertThat(context.dropped(reason)).isEqualTo(rounds));
	}

	@Test
	void twoServicesOnOnePortNumberDoNotAnswerEachOther() {
		this.first = TestService.startLibrary("--udp.address=127.0.0.2");
		this.second = TestService.startLibrary("--udp.address=127.0.0.3", "--udp.port=" + this.first.port());
		this.forger.send("127.0.0.3", this.second.port(), "127.0.0.2", this.first.port(), "ping");
		TestService target = this.first;
		await().untilAsserted(() -> assertThat(target.dropped("refused_port")).isEqualTo(1));
		assertThat(this.first.sent()).isZero();
		assertThat(this.second.received()).isZero();
	}

	@Test
	void anEchoServerGetsNoReply() {
		this.first = TestService.startLibrary();
		this.forger.send("127.0.0.1", 7, "127.0.0.1", this.first.port(), "echo");
		TestService context = this.first;
		await().untilAsserted(() -> assertThat(context.dropped("refused_port")).isEqualTo(1));
		assertThat(context.sent()).isZero();
	}

	@Test
	void aRateLimitEndsALoopBetweenTwoHighPorts() {
		this.first = TestService.startLibrary("--udp.address=127.0.0.2", "--udp.rate-limit.per-source=1",
				"--udp.rate-limit.burst=20");
		this.second = TestService.startLibrary("--udp.address=127.0.0.3");
		this.forger.send("127.0.0.3", this.second.port(), "127.0.0.2", this.first.port(), "ping");
		TestService limited = this.first;
		await().untilAsserted(() -> assertThat(limited.dropped("rate_limited")).isEqualTo(1));
		TestService unlimited = this.second;
		await().untilAsserted(() -> assertThat(unlimited.received()).isEqualTo(limited.sent()).isBetween(20.0, 30.0));
	}

	@Test
	void aLoopEndsWhenItsRepliesBecomeTooLarge() {
		this.first = TestService.startLibrary("--udp.address=127.0.0.2", "--udp.transformer=announce");
		this.second = TestService.startLibrary("--udp.address=127.0.0.3");
		this.forger.send("127.0.0.3", this.second.port(), "127.0.0.2", this.first.port(), "ping");
		TestService growing = this.first;
		await().untilAsserted(() -> assertThat(growing.dropped("reply_too_large")).isEqualTo(1));
		assertThat(growing.received()).isEqualTo(growing.sent() + 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.2", "::1" })
	void onlyAllowedSourcesGetAReply(String outside) {
		this.first = TestService.startLibrary("--udp.address=" + (outside.equals("::1") ? "::" : "0.0.0.0"),
				"--udp.allowed-sources=127.0.0.1,2001:db8::/32");
		try (UdpClient allowed = UdpClient.connected("127.0.0.1", this.first.port());
				UdpClient refused = UdpClient.connected(outside, this.first.port())) {
			refused.send("refused");
			allowed.expectNoReplyBefore("next", "NEXT");
			assertThat(refused.receive(Duration.ofMillis(1))).isNull();
		}
		assertThat(this.first.dropped("refused_source")).isEqualTo(1);
	}

}
