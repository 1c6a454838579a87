package io.uppercased.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which file is not YAML, and where.
 */
class InvalidYamlAnalyzer extends AbstractFailureAnalyzer<InvalidYamlException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidYamlException cause) {
		return new FailureAnalysis(cause.getMessage(), "Correct that place; mind the indentation.", cause);
	}

}
