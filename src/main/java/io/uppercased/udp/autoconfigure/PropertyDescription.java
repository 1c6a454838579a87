package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParser;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.UrlResource;
import org.springframework.util.ClassUtils;

/**
 * A property under {@code udp} in the configuration metadata. Without a default, its
 * {@code defaultValue} is empty.
 */
public record PropertyDescription(String name, String defaultValue, String description) {

	/**
	 * Reads the metadata of all jars.
	 * @return all properties, sorted by name
	 */
	public static List<PropertyDescription> readAll() {
		return readAll(PropertyDescription.class.getClassLoader());
	}

	// The library's metadata also has the properties of the service, whose types are
	// missing in an application.
	static List<PropertyDescription> readAll(ClassLoader classLoader) {
		JsonParser parser = JsonParserFactory.getJsonParser();
		try {
			List<PropertyDescription> all = new ArrayList<>();
			Enumeration<URL> files = classLoader.getResources("META-INF/spring-configuration-metadata.json");
			while (files.hasMoreElements()) {
				String metadata = new UrlResource(files.nextElement()).getContentAsString(StandardCharsets.UTF_8);
				if (metadata.contains("\"udp.")) {
					List<?> properties = (List<?>) Objects.requireNonNull(parser.parseMap(metadata).get("properties"));
					properties.stream()
						.map((property) -> (Map<?, ?>) property)
						.filter((property) -> ClassUtils.isPresent(text(property.get("sourceType")), classLoader))
						.map(PropertyDescription::of)
						.filter((property) -> property.name().startsWith("udp."))
						.forEach(all::add);
				}
			}
			all.sort(Comparator.comparing(PropertyDescription::name));
			return all;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static PropertyDescription of(Map<?, ?> property) {
		return new PropertyDescription(text(property.get("name")), text(property.get("defaultValue")),
				text(property.get("description")));
	}

	private static String text(@Nullable Object value) {
		Object first = (value instanceof List<?> list) ? list.getFirst() : value;
		return (first != null) ? first.toString() : "";
	}

}
