package io.uppercased.config;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Thrown when a configuration file is not YAML. Its message names the file and, where it
 * is known, the line.
 */
class InvalidYamlException extends RuntimeException {

	InvalidYamlException(String file, YAMLException cause) {
		super("%s is not valid YAML%s".formatted(file, problem(cause)), cause);
	}

	private static String problem(YAMLException cause) {
		if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
			Mark mark = marked.getProblemMark();
			return ", line %d, column %d: %s".formatted(mark.getLine() + 1, mark.getColumn() + 1, marked.getProblem());
		}
		return ": " + cause.getMessage();
	}

}
