package io.uppercased;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Says which configuration file cannot be read, or where it is not YAML.
 */
class ConfigurationFileAnalyzer implements FailureAnalyzer {

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		String message = String.valueOf(failure.getMessage());
		if (failure instanceof YAMLException) {
			return new FailureAnalysis(message, "Correct that place; mind the indentation.", failure);
		}
		if (failure.getCause() instanceof IOException unreadable && message.startsWith("IO error on loading imports")) {
			return UnreadableFiles.refusal(String.valueOf(unreadable.getMessage())).analysis();
		}
		return null;
	}

}
