package io.uppercased;

import java.io.IOException;
import java.util.List;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * Reads YAML before Spring Boot's own loader would, and as that does, but says which file
 * an error is in.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class YamlLoader extends YamlPropertySourceLoader {

	@Override
	public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
		try {
			return super.load(name, resource);
		}
		catch (YAMLException ex) {
			throw new YAMLException("%s is not valid YAML%s".formatted(resource.getDescription(), problem(ex)), ex);
		}
	}

	private static String problem(YAMLException ex) {
		if (ex instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
			Mark mark = marked.getProblemMark();
			return ", line %d, column %d: %s".formatted(mark.getLine() + 1, mark.getColumn() + 1, marked.getProblem());
		}
		return ": " + ex.getMessage();
	}

}
