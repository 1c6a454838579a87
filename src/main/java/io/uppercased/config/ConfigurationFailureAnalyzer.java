package io.uppercased.config;

import java.io.IOException;
import java.util.InvalidPropertiesFormatException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains why Spring Boot refuses the configuration, where it would print a stack trace,
 * or not name the property.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConfigurationFailureAnalyzer implements FailureAnalyzer {

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = String.valueOf(cause.getMessage());
			if (cause instanceof InvalidPropertiesFormatException
					|| (cause instanceof ConfigDataException && !(cause instanceof ConfigDataNotFoundException))) {
				return new FailureAnalysis("A configuration file is not valid: " + message, "Correct it.", failure);
			}
			if (isFrom("SpringApplicationJsonEnvironmentPostProcessor", cause)) {
				return new FailureAnalysis("SPRING_APPLICATION_JSON is not valid JSON.", "Correct or remove it.",
						failure);
			}
			if (cause instanceof IOException && (isFrom("ConfigDataLoaders", cause) || isFrom("ConfigTree", cause))) {
				return ConfigurationFileResolver.refusal(message).analysis();
			}
			if (cause instanceof FailureAnalyzedException group && isFrom("HealthContributorMembership", cause)) {
				return new FailureAnalysis(group.analysis().getDescription() + ".",
						"Set 'management.health.udp.enabled' "
								+ "and 'management.endpoint.health.probes.enabled' to true, or change the group.",
						failure);
			}
		}
		return null;
	}

	private static boolean isFrom(String className, Throwable failure) {
		return Stream.of(failure.getStackTrace()).anyMatch((frame) -> frame.getClassName().contains(className));
	}

}
