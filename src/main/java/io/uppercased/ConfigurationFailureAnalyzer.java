package io.uppercased;

import java.io.IOException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Explains why Spring Boot cannot read the configuration. Otherwise only a stack trace
 * would.
 */
class ConfigurationFailureAnalyzer implements FailureAnalyzer {

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = String.valueOf(cause.getMessage());
			if (cause instanceof ConfigDataException && !(cause instanceof ConfigDataNotFoundException)) {
				return new FailureAnalysis(message, "Correct the configuration file.", failure);
			}
			if (isFrom("SpringApplicationJsonEnvironmentPostProcessor", cause)) {
				return new FailureAnalysis("SPRING_APPLICATION_JSON is not valid JSON.", "Correct or remove it.",
						failure);
			}
			if (cause instanceof IOException && (isFrom("ConfigDataLoaders", cause) || isFrom("ConfigTree", cause))) {
				return ConfigurationFileResolver.refusal(message).analysis();
			}
		}
		return null;
	}

	private static boolean isFrom(String className, Throwable failure) {
		return Stream.of(failure.getStackTrace()).anyMatch((frame) -> frame.getClassName().contains(className));
	}

}
