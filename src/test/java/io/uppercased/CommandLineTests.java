package io.uppercased;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.uppercased.testing.PackagedJar;
import io.uppercased.udp.autoconfigure.PropertyDescription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Command lines that do not start the service, each in a new process. */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
class CommandLineTests {

	@Test
	void theHelpNamesEveryProperty() throws IOException, InterruptedException {
		String help = run(0, "--help");
		assertThat(help).contains("client", "--version", "--server.port=8081", "--udp.port=12000")
			.contains(PropertyDescription.readAll().stream().map((property) -> "  --" + property.name()).toList());
	}

	@Test
	void theVersionNamesCommitAndJava() throws IOException, InterruptedException {
		assertThat(run(0, "--version")).matches("uppercased \\S+, commit \\w+, Java \\d+.*\\s+");
	}

	@ParameterizedTest
	@CsvSource({ "clinet", "9999", "-v" })
	void anUnknownArgumentIsRefused(String word) throws IOException, InterruptedException {
		assertThat(run(2, word)).startsWith("Unknown argument '%s'. The only command is 'client'".formatted(word));
	}

	@ParameterizedTest
	@CsvSource({ "--port=9999, port", "--transformer, transformer" })
	void aPropertyWithoutItsPrefixIsRefused(String option, String name) throws IOException, InterruptedException {
		assertThat(run(2, option))
			.startsWith("Unknown argument '%s'. The property is --udp.%s.".formatted(option, name));
	}

	@Test
	void theLauncherRunsOnTheJavaOfSpringBootsLoader() throws IOException {
		try (InputStream launcher = Launcher.class.getResourceAsStream("Launcher.class");
				DataInputStream file = new DataInputStream(Objects.requireNonNull(launcher))) {
			file.skipNBytes(6);
			assertThat(file.readUnsignedShort()).as("class file version of Java 17").isEqualTo(61);
		}
	}

	/**
	 * Also in a locale with other digits, and whatever the name of the jar's directory.
	 */
	@Test
	void theFileNextToTheJarIsReadFromAnyDirectoryAndDebugInTheEnvironmentIsIgnored(@TempDir Path directory)
			throws IOException, InterruptedException {
		Path root = directory.toRealPath();
		Path jar = root.resolve("an app #1;2,%20/service.jar");
		Path start = Files.createDirectories(root.resolve("start"));
		Files.createDirectories(jar.resolveSibling("config"));
		Files.copy(PackagedJar.FILE, jar);
		Files.writeString(jar.resolveSibling("application.yml"), "udp:\n  port: 70001");
		Files.writeString(jar.resolveSibling("config").resolve("application.properties"), "udp.port=70002");
		Files.writeString(start.resolve("application.yml"), "udp:\n  port: 70003");
		ProcessBuilder command = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Duser.language=ar", "-Duser.country=EG", "-jar",
				jar.toString(), "--spring.main.web-application-type=none")
			.directory(start.toFile());
		command.environment().put("DEBUG", "1");
		command.environment().put("TRACE", "1");
		String output = run(1, command);
		assertThat(output).contains("udp.port=70003 is not valid. It must be from 0 to 65535.",
				"precedence: %s, %s, %s, class path resource".formatted(start.resolve("application.yml"),
						jar.resolveSibling("config/application.properties"), jar.resolveSibling("application.yml")));
		assertThat(output.lines()).hasSizeLessThan(20);
	}

	private static String run(int exitCode, String... arguments) throws IOException, InterruptedException {
		return run(exitCode, new ProcessBuilder(PackagedJar.command(arguments)));
	}

	private static String run(int exitCode, ProcessBuilder command) throws IOException, InterruptedException {
		// systemd may have started the process that runs the tests.
		command.environment().keySet().removeAll(Set.of("NOTIFY_SOCKET", "LISTEN_FDS"));
		Process process = command.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
		return output;
	}

}
