package io.uppercased.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.uppercased.testing.ClientRun;
import io.uppercased.testing.PackagedJar;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.testing.UdpServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Clients and servers in their own processes: ours, and simple ones in Python. */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the service of the clients")
class ClientProcessTests {

	private static final String LINES = IntStream.range(0, 100)
		.mapToObj((i) -> "line " + i + " of größe\n")
		.collect(Collectors.joining());

	@AutoClose
	private static final TestService SERVICE = TestService.startLibrary();

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "python_client.py", "python_connected_client.py" })
	void theServiceAnswersClientsInPython(String script) throws Exception {
		assertThat(run(LINES, python(script, String.valueOf(SERVICE.port()))))
			.isEqualTo(LINES.toUpperCase(Locale.ROOT));
	}

	@Test
	void theClientUsesAServerInPython() throws Exception {
		Process server = new ProcessBuilder(python("python_server.py")).start();
		try (var port = server.inputReader()) {
			assertThat(ClientRun.of(LINES, Integer.parseInt(port.readLine())))
				.isEqualTo(new ClientRun(0, LINES.toUpperCase(Locale.ROOT), ""));
		}
		finally {
			server.destroy();
		}
	}

	@Test
	void printsTheMeasurementWhenItIsEndedEarly() throws Exception {
		Path out = this.directory.resolve("out");
		double before = SERVICE.received();
		Process process = new ProcessBuilder(client(SERVICE.port(), "--repeat=1000000", "--interval=10ms", "hello"))
			.redirectOutput(out.toFile())
			.start();
		await().atMost(UdpClient.TIMEOUT.multipliedBy(6)).until(() -> SERVICE.received() > before + 10);
		process.destroy();
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(read(out)).matches("(?s)\\d\\d+ sent, \\d\\d+ received, \\d+ lost.*longest silence.*");
	}

	@Test
	void loadsNoSpringAndIgnoresTheLocale() throws IOException, InterruptedException {
		Path classes = this.directory.resolve("classes");
		String output = run("straße\n", java("-Xlog:class+load:file=" + classes, SERVICE.port()));
		assertThat(output).isEqualTo("STRASSE" + System.lineSeparator());
		assertThat(Files.readString(classes)).contains("io.uppercased.client.Client ")
			.doesNotContain("org.springframework");
	}

	@Test
	void sendsATextInUtf8InAnyLocale() throws Exception {
		String sharpS = "\"$(printf 'stra\\303\\237e')\"";
		assertThat(shell("LC_ALL=C \"$@\" '' \"\" " + sharpS + " x", client(SERVICE.port())))
			.isEqualToIgnoringNewLines("  STRASSE X");
		assertThat(shell("\"$@\" \"$(printf '\\337')\"; echo $?", client(SERVICE.port())))
			.contains("neither in UTF-8 nor in")
			.endsWith("2\n");
	}

	@Test
	void triesEachAddressOfAName() throws Exception {
		Path hosts = Files.writeString(this.directory.resolve("hosts"), "127.0.0.1 two.test\n::1 two.test\n");
		String[] client;
		try (UdpServer server = UdpServer.start("::1", new byte[] { '6' })) {
			client = java("-Djdk.net.hosts.file=" + hosts, server.port(), "--host=two.test", "hello");
			assertThat(run("", client)).isEqualToIgnoringNewLines("6");
		}
		assertThat(shell("\"$@\"; echo $?", client))
			.matches("Refused: nothing listens on UDP port \\d+ of two.test\\R1\n");
	}

	@Test
	void reportsAClosedInput() throws Exception {
		assertThat(shell("\"$@\" <&-; echo $?", client(SERVICE.port())))
			.matches("The standard input is closed.*\\R1\n");
		assertThat(shell("\"$@\" hello <&-", client(SERVICE.port()))).isEqualToIgnoringNewLines("HELLO");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"$@\" hello >/dev/full", "yes | \"$@\" >/dev/full", "\"$@\" hello >&-",
			"(yes | \"$@\"; echo $? >&2) | head -0; true", "\"$@\" --help >/dev/full" })
	void reportsAnOutputThatIsFullOrClosed(String line) throws Exception {
		assumeTrue(Files.exists(Path.of("/dev/full")), "Skipped: there is no /dev/full");
		assertThat(shell(line.endsWith("true") ? line : line + "; echo $?", client(SERVICE.port())))
			.matches("Cannot write to the standard output.*\\R1\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\x03", "\\x04" })
	void letsAPersonEditLinesOnATerminalUntilControlCOrD(String end) throws Exception {
		// Control-B is left and Control-P is up. Arrow keys begin with an escape
		// character, and terminals interpret that by its timing.
		assertThat(onTerminal("helo\\x02l\\r\n\\x10!\\r\nstra\\xc3\\x9fe\\r\n" + end,
				client(SERVICE.port(), "--timeout=1m")))
			.containsSubsequence("HELLO\r", "HELLO!\r", "STRASSE\r");
	}

	@Test
	void writesNoControlCharacterToATerminal() throws Exception {
		String reply = "\u001b]0;title\u0007\u007f\u009b2JÉ\t";
		String shown = "\\u001b]0;title\\u0007\\u007f\\u009b2JÉ\t\r\n";
		try (UdpServer server = UdpServer.start("127.0.0.1", reply.getBytes(StandardCharsets.UTF_8))) {
			assertThat(onTerminal("", client(server.port(), "hello"))).isEqualTo(shown);
			assertThat(onTerminal("", inShell("echo hello | \"$@\"", client(server.port())))).isEqualTo(shown);
			assertThat(onTerminal("hello\\r\n\\x04", client(server.port()))).contains(shown).doesNotContain("\u0007");
			assertThat(run("hello", client(server.port()))).isEqualToIgnoringNewLines(reply);
		}
	}

	private String shell(String line, String... arguments) throws IOException, InterruptedException {
		return run("", inShell(line, arguments));
	}

	private static String[] inShell(String line, String... arguments) {
		return Stream.concat(Stream.of("sh", "-c", line, "sh"), Stream.of(arguments)).toArray(String[]::new);
	}

	private String onTerminal(String keys, String... command) throws Exception {
		return run(keys, python("python_terminal.py", command));
	}

	private String run(String input, String... command) throws IOException, InterruptedException {
		Path in = Files.writeString(this.directory.resolve("in"), input);
		Path out = this.directory.resolve("out");
		ProcessBuilder builder = new ProcessBuilder(command).redirectInput(in.toFile())
			.redirectOutput(out.toFile())
			.redirectErrorStream(true);
		builder.environment().putAll(Map.of("LC_ALL", "C", "PYTHONIOENCODING", "UTF-8", "TERM", "xterm"));
		Process process = builder.start();
		try {
			// On a busy machine a JVM may need half a minute to start.
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(() -> read(out)).isTrue();
			assertThat(process.exitValue()).as(() -> read(out)).isZero();
		}
		finally {
			process.destroy();
		}
		return read(out);
	}

	private static String[] client(int port, String... arguments) {
		return java("-Xshare:auto", port, arguments);
	}

	private static String[] java(String flag, int port, String... arguments) {
		return PackagedJar
			.command(Stream.concat(Stream.of(flag, "client", "--port", String.valueOf(port)), Stream.of(arguments))
				.toArray(String[]::new))
			.toArray(String[]::new);
	}

	private String[] python(String script, String... arguments) throws IOException, URISyntaxException {
		assumeTrue(isInstalled("python3"), "Skipped: python3 is not installed");
		Path path = Path.of(Objects.requireNonNull(getClass().getResource(script)).toURI());
		return Stream.concat(Stream.of("python3", path.toString()), Stream.of(arguments)).toArray(String[]::new);
	}

	private static boolean isInstalled(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
