package io.uppercased.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.UnicodeReader;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * Reads YAML as Spring Boot does, but keeps the text of a number: YAML reads 012000 as
 * 5120, and 20:00 as 1200. Names the file, and the place in it, that is not valid YAML.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class YamlLoader extends YamlPropertySourceLoader {

	@Override
	public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
		try {
			Map<Location, String> texts = readTexts(resource);
			return super.load(name, resource).stream()
				.<PropertySource<?>>map((document) -> withTexts(document, texts))
				.toList();
		}
		catch (IOException ex) {
			throw new IOException("%s, %s".formatted(resource.getDescription(), ex.getMessage()), ex);
		}
		catch (YAMLException ex) {
			throw new FailureAnalyzedException(
					"%s is not valid YAML%s".formatted(resource.getDescription(), problem(ex)),
					"Correct the YAML; check the indentation.", ex);
		}
	}

	private static Map<Location, String> readTexts(Resource resource) throws IOException {
		Map<Location, String> texts = new HashMap<>();
		InputStream in = new ByteArrayInputStream(resource.getContentAsByteArray());
		new Yaml().parse(new UnicodeReader(in)).forEach((event) -> {
			if (event instanceof ScalarEvent scalar) {
				Mark start = scalar.getStartMark();
				texts.put(new Location(start.getLine(), start.getColumn()), scalar.getValue());
			}
		});
		return texts;
	}

	private static PropertySource<?> withTexts(PropertySource<?> document, Map<Location, String> texts) {
		Map<String, Object> values = new LinkedHashMap<>(((MapPropertySource) document).getSource());
		values.replaceAll((key, value) -> {
			if (value instanceof OriginTrackedValue tracked && tracked.getValue() instanceof Number number
					&& tracked.getOrigin() instanceof TextResourceOrigin origin) {
				return OriginTrackedValue.of(texts.getOrDefault(origin.getLocation(), number.toString()), origin);
			}
			return value;
		});
		return new OriginTrackedMapPropertySource(document.getName(), values, true);
	}

	private static String problem(YAMLException ex) {
		if (ex instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
			Mark mark = marked.getProblemMark();
			return ", line %d, column %d: %s".formatted(mark.getLine() + 1, mark.getColumn() + 1, marked.getProblem());
		}
		return ": " + ex.getMessage();
	}

}
