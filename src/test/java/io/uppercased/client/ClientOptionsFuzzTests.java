package io.uppercased.client;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Parses command lines of the client, one argument per line, without using the network.
 * Runs on its corpus, or for longer as CONTRIBUTING.md says.
 */
class ClientOptionsFuzzTests {

	@FuzzTest(maxDuration = "10m")
	void endsWithAnExitCodeAndAMessage(byte[] commandLine) {
		String[] arguments = new String(commandLine, StandardCharsets.UTF_8).lines().toArray(String[]::new);
		ClientOptions options = new ClientOptions();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int exitCode = options.execute(arguments, () -> use(options, arguments), print(out), print(err));
		if (exitCode == 2) {
			assertThat(err.toString(StandardCharsets.UTF_8))
				.endsWith("; --help says what is valid" + System.lineSeparator())
				.doesNotContain("\tat ", "null");
			assertThat(out.size()).isZero();
		}
		else {
			assertThat(exitCode).as(err::toString).isZero();
			assertThat(err.size()).isZero();
		}
	}

	private static int use(ClientOptions options, String... arguments) {
		options.text();
		// Another host's name would have to be looked up.
		if (Stream.of(arguments).noneMatch((argument) -> argument.startsWith("--host"))) {
			try {
				options.newLoop(options.newExchange());
			}
			catch (UnknownHostException ex) {
				fail(ex);
			}
		}
		return 0;
	}

	private static PrintStream print(ByteArrayOutputStream out) {
		return new PrintStream(out, true, StandardCharsets.UTF_8);
	}

}
