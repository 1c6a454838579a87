package io.uppercased.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.uppercased.testing.TestService;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.TestComponent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the training of the AOT cache asks of a service. In the place of the JVM that it
 * would start stands a script, which points to a service of the test's.
 */
@EnabledOnOs(OS.LINUX)
class AotCacheTests {

	private static final Path IMAGE = Path.of("deploy", "image");

	@TempDir
	Path directory;

	@BeforeEach
	void copyTheScript() throws IOException {
		Files.copy(IMAGE.resolve("aot-cache"), this.directory.resolve("aot-cache"));
	}

	@Test
	void goesOnToThePagesAfterAnyAnswerToOneOfItsMessages() throws IOException {
		String output = train("hello\nask me\n");
		assertThat(output).startsWith("aot-cache: /actuator/prometheus: HTTP/1.1 404");
	}

	@Test
	void showsTheLogAndTheMessagesThatGotNoAnswer() throws IOException {
		String output = train("hello\n\nstraße");
		assertThat(output).startsWith("Listening on").contains("answers none of these").endsWith("  hello\n  straße\n");
	}

	private String train(String messages) throws IOException {
		Files.writeString(this.directory.resolve("training-messages.txt"), messages);
		try (TestService service = TestService.start(Questions.class, "--udp.transformer=questions",
				"--management.endpoints.web.exposure.include=health")) {
			Path java = Files.createDirectory(this.directory.resolve("bin")).resolve("java");
			Files.writeString(java, """
					#!/usr/bin/env bash
					[[ $1 != -version ]] || exec echo 'version "25"'
					echo "Listening on UDP port %d; health at http://localhost:%d/actuator/health"
					exec sleep 60
					""".formatted(service.port(), service.webPort()));
			assertThat(java.toFile().setExecutable(true)).isTrue();
			ProcessBuilder training = new ProcessBuilder(this.directory.resolve("aot-cache").toString(),
					this.directory.toString())
				.redirectErrorStream(true);
			training.environment().put("JAVA_HOME", this.directory.toString());
			return new String(training.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	/**
	 * Answers questions only.
	 */
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
