package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

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
		return classLoader.resources("META-INF/spring-configuration-metadata.json")
			.map(PropertyDescription::read)
			.filter((metadata) -> metadata.contains("\"udp."))
			.flatMap((metadata) -> properties(metadata).stream())
			.map((property) -> (Map<?, ?>) property)
			.filter((property) -> ClassUtils.isPresent(text(property.get("sourceType")), classLoader))
			.map(PropertyDescription::of)
			.filter((property) -> property.name().startsWith("udp."))
			.sorted(Comparator.comparing(PropertyDescription::name))
			.toList();
	}

	private static String read(URL metadata) {
		try {
			return new UrlResource(metadata).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<?> properties(String metadata) {
		return (List<?>) Objects.requireNonNull(JsonParserFactory.getJsonParser().parseMap(metadata).get("properties"));
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
