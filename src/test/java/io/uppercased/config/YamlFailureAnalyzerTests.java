package io.uppercased.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class YamlFailureAnalyzerTests {

	private static final Path FOLDER = Path.of("config");

	@Test
	void namesTheFileAndTheLine() throws IOException {
		String broken = "udp:\n  port: 1\n bad: x\n";
		Path file = FOLDER.resolve("application.yaml");
		Files.createDirectories(FOLDER);
		try {
			Files.writeString(file, broken);
			assertThat(analyze(broken).getDescription())
				.startsWith(file.toAbsolutePath() + " is not valid YAML, line 3");
		}
		finally {
			Files.delete(file);
			Files.delete(FOLDER);
		}
	}

	@Test
	void namesTheLineOfAFileThatItDoesNotFind() {
		assertThat(analyze("udp: [\n").getDescription()).startsWith("A configuration file is not valid YAML, line 2");
	}

	private static FailureAnalysis analyze(String yaml) {
		MarkedYAMLException failure = catchThrowableOfType(MarkedYAMLException.class, () -> new Yaml().load(yaml));
		return new YamlFailureAnalyzer().analyze(failure, failure);
	}

}
