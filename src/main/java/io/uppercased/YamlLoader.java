package io.uppercased;

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
 * Reads YAML as Spring Boot does, except that a number stays the text that is written: to
 * YAML, 012000 is 5120 and 20:00 is 1200. If the file is not YAML, the error says where.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class YamlLoader extends YamlPropertySourceLoader {

	@Override
	public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
		try {
			List<PropertySource<?>> documents = super.load(name, resource);
			Map<Location, String> texts = readTexts(resource);
			return documents.stream().<PropertySource<?>>map((document) -> withTexts(document, texts)).toList();
		}
		catch (IllegalStateException | YAMLException ex) {
			if (ex.getCause() instanceof IOException cause) {
				throw new IOException("%s, %s".formatted(resource.getDescription(), cause.getMessage()), cause);
			}
			if (ex instanceof YAMLException yaml) {
				throw new YAMLException("%s is not valid YAML%s".formatted(resource.getDescription(), problem(yaml)),
						ex);
			}
			throw ex;
		}
	}

	private static Map<Location, String> readTexts(Resource resource) throws IOException {
		Map<Location, String> texts = new HashMap<>();
		try (InputStream in = resource.getInputStream()) {
			new Yaml().parse(new UnicodeReader(in)).forEach((event) -> {
				if (event instanceof ScalarEvent scalar) {
					Mark start = scalar.getStartMark();
					texts.put(new Location(start.getLine(), start.getColumn()), scalar.getValue());
				}
			});
		}
		return texts;
	}

	private static PropertySource<?> withTexts(PropertySource<?> document, Map<Location, String> texts) {
		Map<String, Object> values = new LinkedHashMap<>(((MapPropertySource) document).getSource());
		values.replaceAll((key,
				value) -> (value instanceof OriginTrackedValue tracked && tracked.getValue() instanceof Number
						&& tracked.getOrigin() instanceof TextResourceOrigin origin)
								? OriginTrackedValue
									.of(texts.getOrDefault(origin.getLocation(), tracked.getValue().toString()), origin)
								: value);
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
