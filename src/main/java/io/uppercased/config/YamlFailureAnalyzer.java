package io.uppercased.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in which file and line an error of YAML is. The exception does not know the file,
 * so it is looked for where configuration is by default.
 */
class YamlFailureAnalyzer extends AbstractFailureAnalyzer<MarkedYAMLException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
		String error = describe(cause);
		String file = Stream
			.of("application.yml", "application.yaml", "config/application.yml", "config/application.yaml")
			.map(Path::of)
			.filter((candidate) -> error.equals(read(candidate)))
			.map((found) -> found.toAbsolutePath().toString())
			.findFirst()
			.orElse("A configuration file");
		return new FailureAnalysis("%s is not valid YAML, %s".formatted(file, error),
				"Correct that line; mind the indentation.", cause);
	}

	private static String describe(MarkedYAMLException failure) {
		Mark mark = Objects.requireNonNullElse(failure.getProblemMark(), failure.getContextMark());
		return "line %d, column %d: %s".formatted(mark.getLine() + 1, mark.getColumn() + 1, failure.getProblem());
	}

	private static @Nullable String read(Path file) {
		try {
			new Yaml().loadAll(Files.readString(file)).forEach((document) -> {
			});
			return null;
		}
		catch (MarkedYAMLException ex) {
			return describe(ex);
		}
		catch (IOException ex) {
			return null;
		}
	}

}
