package io.uppercased.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.uppercased.testing.ClientRun;
import io.uppercased.testing.TestService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/** The command-line client, run in this process against the service. */
@Execution(ExecutionMode.CONCURRENT)
class ClientTests {

	@AutoClose
	private static final TestService SERVICE = TestService.startLibrary();

	@Test
	void printsTheAnswerToItsText() {
		assertThat(run("", "hello", "straße")).isEqualTo(new ClientRun(0, "HELLO STRASSE\n", ""));
	}

	@Test
	void sendsATextThatLooksLikeAFileOrAnOption() {
		assertThat(run("", "@pom.xml").out()).isEqualTo("@POM.XML\n");
		assertThat(run("", "--", "--help").out()).isEqualTo("--HELP\n");
		assertThat(run("", "").out()).isEqualTo("\n");
	}

	@Test
	void printsTheAnswersToAPipeInOrder() {
		String lines = IntStream.range(0, 1000)
			.mapToObj((i) -> "line " + i + " of größe ὀδυσσεύς\n")
			.collect(Collectors.joining());
		assertThat(run(lines)).isEqualTo(new ClientRun(0, lines.toUpperCase(Locale.ROOT), ""));
	}

	@Test
	void acceptsAnyLineEndAndEmptyLines() {
		assertThat(run("one\r\n\ntw\ro\n\r\nthree")).isEqualTo(new ClientRun(0, "ONE\n\nTW\rO\n\nTHREE\n", ""));
		assertThat(run("")).isEqualTo(new ClientRun(0, "", ""));
	}

	@Test
	void sendsAsMuchAsADatagramHolds() {
		assertThat(run("a".repeat(65_507) + "\r\n").out()).isEqualTo("A".repeat(65_507) + "\n");
		ClientRun tooLong = run("fits\n" + "a".repeat(65_508) + "\nnot sent\n");
		assertThat(tooLong.exitCode()).isEqualTo(1);
		assertThat(tooLong.out()).isEqualTo("FITS\n");
		assertThat(tooLong.err()).contains("Line 2", "too long", "65507 bytes");
		assertThat(run("", "a".repeat(65_508)).err()).contains("too long", "65507 bytes");
		String tooLongWithItsNumber = "a".repeat(65_507);
		assertThat(run("", "--repeat=2", "--ports=1", "--interval=1ms", tooLongWithItsNumber).err())
			.contains("65507 bytes");
	}

	@Test
	void reportsARefusalWithinASecond() {
		int port = freePort();
		ClientRun refused = assertTimeout(Duration.ofSeconds(1), () -> ClientRun.of("", port, "hello"));
		assertThat(refused)
			.isEqualTo(new ClientRun(1, "", "Refused: nothing listens on UDP port %d of 127.0.0.1%n".formatted(port)));
		assertThat(ClientRun.of("one\ntwo\n", port).err()).contains("Line 1", "nothing listens");
	}

	@Test
	void reportsAMissingAnswer() throws IOException {
		try (DatagramSocket silent = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
			long start = System.nanoTime();
			ClientRun run = ClientRun.of("", silent.getLocalPort(), "--timeout=20ms", "--retries=2", "hello");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(20 + 40 + 80));
			assertThat(run.exitCode()).isEqualTo(1);
			assertThat(run.err()).contains("No answer from UDP port " + silent.getLocalPort() + " of 127.0.0.1",
					"3 times");
			silent.setSoTimeout(5000);
			for (int i = 0; i < 3; i++) {
				silent.receive(new DatagramPacket(new byte[5], 5));
			}
		}
	}

	@Test
	void reportsAnUnknownHost() {
		ClientRun run = run("", "--host=no..host", "hello");
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).contains("Unknown host no..host");
	}

	@Test
	void measuresRoundTripsAsPingDoes() {
		ClientRun run = run("", "--repeat=20", "--interval=500us", "hello");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).matches("""
				20 sent, 20 received, 0 lost \\(0\\.0%%\\)
				round trip min/median/p99/max = \\d+\\.\\d{3}(/\\d+\\.\\d{3}){3} ms
				longest silence = 0\\.500 ms
				answered by 127\\.0\\.0\\.1:%d \\(20\\)
				""".formatted(SERVICE.port()));
		int port = freePort();
		ClientRun lost = ClientRun.of("", port, "--repeat=5", "--interval=1ms", "hello");
		assertThat(lost.exitCode()).isEqualTo(1);
		assertThat(lost.out()).isEqualTo("5 sent, 0 received, 5 lost (100.0%)\n");
		assertThat(lost.err())
			.isEqualTo("Refused: nothing listens on UDP port %d of 127.0.0.1 (5 times)%n".formatted(port));
		ClientRun kept = ClientRun.of("", port, "--repeat=5", "--ports=2", "--interval=1ms", "--timeout=1ms", "hello");
		assertThat(kept.exitCode()).isEqualTo(1);
		assertThat(kept.out()).isEqualTo("5 sent, 0 received, 5 lost (100.0%)\n");
		assertThat(kept.err()).contains("UDP port %d of 127.0.0.1".formatted(port));
	}

	@ParameterizedTest
	@CsvSource({ "--timeout=10, is not a duration such as 500us", "--timeout=500us, from 1 ms to 1 minute",
			"--retries=11, from 0 to 10", "--repeat=0, --repeat", "--repeat=1 --interval=2m, at most 1m",
			"--repeat=1 --ports=1001, from 0 to 1000", "--ports=2, --ports needs --repeat",
			"--interval=1ms, --interval needs --repeat", "--repeat=1 --retries=1, no effect with --repeat",
			"--speed=1, --speed" })
	void refusesAnInvalidCommandLineAndSaysWhatIsValid(String argument, String hint) {
		ClientRun run = run("", (argument + " hello").split(" ", -1));
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).contains(hint, "--help");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 65_536 })
	void refusesAnInvalidPort(int port) {
		ClientRun run = ClientRun.of("", port, "hello");
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err()).contains("--port must be from 1 to 65535");
	}

	@Test
	void refusesATextThatIsNotDecoded() {
		assertThat(run("", "stra\ufffd\ufffde")).satisfies((run) -> {
			assertThat(run.exitCode()).isEqualTo(2);
			assertThat(run.err()).contains("valid neither in UTF-8 nor in", "character set of the locale");
		});
	}

	@Test
	void printsItsHelpAndItsVersion() {
		assertThat(run("", "--help")).satisfies((run) -> {
			assertThat(run.exitCode()).isZero();
			assertThat(run.out()).contains("Usage: java -jar uppercased.jar client", "--interval", "Exit code");
		});
		assertThat(run("", "--version")).satisfies((run) -> {
			assertThat(run.exitCode()).isZero();
			assertThat(run.out()).matches("uppercased \\d+\\.\\d+.*\n");
		});
	}

	private static ClientRun run(String input, String... arguments) {
		return ClientRun.of(input, SERVICE.port(), arguments);
	}

	// Below the ports that the kernel chooses for sockets of other tests.
	private static int freePort() {
		return ThreadLocalRandom.current().ints(10_000, 20_000).filter(ClientTests::isFree).findFirst().orElseThrow();
	}

	private static boolean isFree(int port) {
		try (DatagramSocket socket = new DatagramSocket(port, InetAddress.ofLiteral("127.0.0.1"))) {
			return socket.isBound();
		}
		catch (SocketException ex) {
			return false;
		}
	}

}
