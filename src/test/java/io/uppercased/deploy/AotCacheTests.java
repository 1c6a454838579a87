package io.uppercased.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

import io.uppercased.testing.TestService;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.test.context.TestComponent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The training of the AOT cache. A script takes the place of the JVM that the training
 * would start: it points to a service in this process.
 */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
@EnabledOnOs(OS.LINUX)
class AotCacheTests {

	private static final Path IMAGE = Path.of("deploy", "image");

	private static final String TRANSFORMER = "--udp.transformer=questions";

	private static final String EMPTY = "AOT Code Cache is empty";

	@AutoClose
	private static final TestService SERVICE = start();

	@TempDir
	Path parent;

	private Path directory;

	@BeforeEach
	void copyTheScript() throws IOException {
		this.directory = Files.createDirectory(this.parent.resolve("with blanks and #"));
		Files.copy(IMAGE.resolve("aot-cache"), this.directory.resolve("aot-cache"));
		Files.writeString(this.directory.resolve("uppercased.jar"), "the jar");
		Files.writeString(Files.createDirectory(this.directory.resolve("lib")).resolve("other.jar"), "another");
	}

	@Test
	void requestsThePagesAfterAnAnswerToAnyMessage() throws IOException {
		try (TestService hidden = start("--management.endpoints.web.exposure.include=health")) {
			assertThat(train(hidden, "hello\nask me\n", EMPTY)).startsWith("aot-cache: /actuator/udp: HTTP/1.1 404");
		}
	}

	@Test
	void showsTheLogAndTheMessagesThatGotNoAnswer() throws IOException {
		String output = train(SERVICE, "hello\n\nstraße", EMPTY);
		assertThat(output).startsWith("Listening on").contains("answers none of these").endsWith("  hello\n  straße\n");
	}

	@Test
	void refusesACacheWithCompiledCode() throws IOException {
		String output = train(SERVICE, "ask me", "Loaded 647 AOT code entries from AOT Code Cache");
		assertThat(output).startsWith("aot-cache: the cache may contain code")
			.contains("-XX:-AOTAdapterCaching and -XX:-AOTStubCaching", "Loaded 647");
	}

	@Test
	void printsACommandThatRunsInAnyDirectoryButNotWithAnotherJar() throws IOException {
		String output = train(SERVICE, "ask me", EMPTY);
		assertThat(output).startsWith("Made " + this.directory.toRealPath() + "/uppercased.aot");
		String command = output.lines().toList().getLast();
		assertThat(run("bash", "-c", command)).isEqualTo("run with -jar uppercased.jar --udp.transformer=questions\n");
		Path jar = this.directory.resolve("uppercased.jar");
		FileTime time = Files.getLastModifiedTime(jar);
		Files.writeString(jar, "THE jar");
		Files.setLastModifiedTime(jar, time);
		assertThat(run("bash", "-c", command)).startsWith("uppercased.jar: FAILED").doesNotContain("run with");
	}

	private static TestService start(String... properties) {
		return TestService.start(Questions.class,
				Stream.concat(Stream.of(TRANSFORMER), Stream.of(properties)).toArray(String[]::new));
	}

	private String train(TestService service, String messages, String trial) throws IOException {
		Files.writeString(this.directory.resolve("training-messages.txt"), messages);
		Path java = Files.createDirectory(this.directory.resolve("bin")).resolve("java");
		Files.writeString(java, """
				#!/usr/bin/env bash
				case "$*" in
				-version) echo 'version "25"' ;;
				*AOTMode=on*) echo "%s" ;;
				*AOTCacheOutput*)
					trap 'echo cache >uppercased.aot; exit 143' TERM
					echo "Listening on UDP port %d; health at http://localhost:%d/actuator/health"
					while sleep 0.1; do :; done
					;;
				*) echo "run with ${*: -3}" ;;
				esac
				""".formatted(trial, service.port(), service.webPort()));
		assertThat(java.toFile().setExecutable(true)).isTrue();
		return run(this.directory.resolve("aot-cache").toString(), this.directory.toString(), TRANSFORMER);
	}

	private String run(String... command) throws IOException {
		ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
		process.environment().put("JAVA_HOME", this.directory.toString());
		// bash starts to count SECONDS here, so the script skips the load, which only a
		// JVM needs.
		process.environment().put("SECONDS", "120");
		return new String(process.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	/** Answers questions only. */
	@TestComponent("questions")
	static class Questions implements PayloadTransformer {

		@Override
		public ByteBuffer transform(ByteBuffer message, Exchange exchange) {
			if (!StandardCharsets.UTF_8.decode(message.duplicate()).toString().startsWith("ask ")) {
				throw new IllegalArgumentException("thrown by a test");
			}
			return message;
		}

	}

}
