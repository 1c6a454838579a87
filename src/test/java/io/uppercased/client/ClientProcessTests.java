package io.uppercased.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.uppercased.UppercasedApplication;
import io.uppercased.flow.UdpIngress;
import io.uppercased.testing.ClientRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Clients and servers that are processes of their own: ours, and the textbook's in
 * Python.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "udp.port=0")
class ClientProcessTests {

	private static final String LINES = IntStream.range(0, 100)
		.mapToObj((i) -> "line " + i + " of größe\n")
		.collect(Collectors.joining());

	@Autowired
	UdpIngress ingress;

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "python_client.py", "python_connected_client.py" })
	void theServiceAnswersPythonsClients(String script) throws Exception {
		assertThat(run(LINES, python(script, port()))).isEqualTo(LINES.toUpperCase(Locale.ROOT));
	}

	@Test
	void theClientAsksPythonsServer() throws Exception {
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
	void theClientLoadsNoSpringAndHeedsNoLocale() throws IOException, InterruptedException {
		Path classes = this.directory.resolve("classes");
		String output = run("straße\n", client("-Xlog:class+load:file=" + classes));
		assertThat(output).isEqualTo("STRASSE" + System.lineSeparator());
		assertThat(Files.readString(classes)).contains("io.uppercased.client.Client ")
			.doesNotContain("org.springframework");
	}

	@ParameterizedTest
	@ValueSource(ints = { 'C' & 0x1f, 'D' & 0x1f })
	void aPersonEditsTheLineOnATerminalUntilControlCOrD(int end) throws Exception {
		run(end + "\n",
				Stream.of(python("python_terminal.py"), client("-Dfile.encoding=UTF-8"))
					.flatMap(Stream::of)
					.toArray(String[]::new));
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
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(() -> read(out)).isZero();
		}
		finally {
			process.destroy();
		}
		return read(out);
	}

	private String[] client(String jvmFlag) {
		return new String[] { Path.of(System.getProperty("java.home"), "bin", "java").toString(), jvmFlag, "-cp",
				System.getProperty("java.class.path"), UppercasedApplication.class.getName(), "client", "--port",
				port() };
	}

	private String[] python(String script, String... arguments) throws IOException, URISyntaxException {
		assumeTrue(isInstalled("python3"), "Skipped, for python3 is not installed");
		Path path = Path.of(Objects.requireNonNull(getClass().getResource(script)).toURI());
		return Stream.concat(Stream.of("python3", path.toString()), Stream.of(arguments)).toArray(String[]::new);
	}

	private static boolean isInstalled(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
	}

	private String port() {
		return String.valueOf(this.ingress.getPort());
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
