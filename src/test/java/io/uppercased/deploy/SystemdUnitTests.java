package io.uppercased.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.uppercased.udp.autoconfigure.PropertyDescription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Checks that systemd accepts the units, and that they agree with the image, the
 * properties and the documentation.
 */
@Tag("process")
class SystemdUnitTests {

	private static final Path DIRECTORY = Path.of("deploy", "systemd");

	@TempDir
	Path copies;

	@Test
	void systemdReportsNoProblem() throws IOException, InterruptedException {
		String java = ProcessHandle.current().info().command().orElseThrow();
		Path service = Files.writeString(this.copies.resolve("uppercased.service"),
				unit("uppercased.service").replace("/usr/bin/java", java));
		Path socket = Files.copy(DIRECTORY.resolve("uppercased.socket"), this.copies.resolve("uppercased.socket"));
		assertThat(analyze("verify", "--man=no", service.toString(), socket.toString()).lines())
			.filteredOn((line) -> !line.matches(".*Unknown key.* 'Restart(Steps|MaxDelaySec)' .*"))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "jar, ''", "JAR, 'uppercased.jar: FAILED'" })
	void theServiceStartsOnlyWithTheJarsOfItsCache(String content, String words) throws Exception {
		Path jar = Files.writeString(this.copies.resolve("uppercased.jar"), "jar");
		String start = unit("uppercased.service").replace("\\\n", " ");
		String check = first("ExecStartPre=/bin/sh -c '(.*)'", start);
		assertThat(run("sh", "-c", check)).as("without a cache").isEmpty();
		run("sh", "-c", "sha256sum uppercased.jar >uppercased.sha256");
		FileTime time = Files.getLastModifiedTime(jar);
		Files.setLastModifiedTime(Files.writeString(jar, content), time);
		assertThat(run("sh", "-c", "(" + check + "); echo $?")).startsWith(words)
			.endsWith(words.isEmpty() ? "0\n" : "run aot-cache again\n1\n");
	}

	private String run(String... command) throws IOException {
		Process process = new ProcessBuilder(command).directory(this.copies.toFile()).redirectErrorStream(true).start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	@Test
	void theExposureLevelIsThatOfThePage() throws IOException, InterruptedException {
		String page = Files.readString(DIRECTORY.resolve("README.md"));
		String version = first("systemd (\\d+)", analyze("--version"));
		assumeTrue(version.equals(first("by systemd (\\d+)", page)),
				"Skipped: each version of systemd measures differently, and this is " + version);
		assertThat(first("exposure level [^:]*: ([\\d.]+)",
				analyze("security", "--offline=true", DIRECTORY.resolve("uppercased.service").toString())))
			.isEqualTo(first("`systemd-analyze security` says ([\\d.]+)", page));
	}

	@Test
	void theSocketHasTheDefaultsOfTheProperties() throws IOException {
		Map<String, String> defaults = PropertyDescription.readAll()
			.stream()
			.collect(Collectors.toMap(PropertyDescription::name, PropertyDescription::defaultValue));
		String socket = unit("uppercased.socket");
		assertThat(first("ListenDatagram=(.*)", socket)).isEqualTo(defaults.get("udp.port"));
		assertThat(first("ReceiveBuffer=(.*)", socket) + "B").isEqualTo(defaults.get("udp.receive-buffer"));
	}

	@Test
	void theServiceHasTheOptionsAndTheMemoryOfTheImage() throws IOException {
		String service = unit("uppercased.service");
		assertThat(first("MemoryMax=(\\d+)M", service))
			.isEqualTo(first("limit of (\\d+) MiB", Files.readString(Path.of("deploy", "image", "jvm.options"))));
		assertThat(service).contains("java " + String.join(" ", options()));
	}

	// Without the directory for temporary files: the unit has a private one.
	private static List<String> options() throws IOException {
		String entryPoint = first("ENTRYPOINT \\[\"java\", (.*)\\]", Files.readString(Path.of("Dockerfile")));
		return Pattern.compile("\"(.*?)\"")
			.matcher(entryPoint)
			.results()
			.map((option) -> option.group(1))
			.filter((option) -> !option.startsWith("-Djava.io.tmpdir"))
			.toList();
	}

	private static String unit(String name) throws IOException {
		return Files.readString(DIRECTORY.resolve(name));
	}

	private static String first(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow().group(1);
	}

	private static String analyze(String... arguments) throws IOException, InterruptedException {
		ProcessBuilder command = new ProcessBuilder("systemd-analyze").redirectErrorStream(true);
		command.command().addAll(List.of(arguments));
		try {
			Process process = command.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(output).isZero();
			return output;
		}
		catch (IOException ex) {
			return abort("Skipped: systemd-analyze is not installed: " + ex.getMessage());
		}
	}

}
