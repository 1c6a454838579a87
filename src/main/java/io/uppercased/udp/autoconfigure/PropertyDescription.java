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
 * The description of a property under {@code udp} in the configuration metadata.
 *
 * @param name its name
 * @param defaultValue its value if it is not set, or an empty text
 * @param description what it is, and which values are valid
 */
public record PropertyDescription(String name, String defaultValue, String description) {

	/**
	 * Returns whether a property has this name.
	 */
	public static boolean isName(String name) {
		return readAll().stream().anyMatch((property) -> property.name().equals(name));
	}

	/**
	 * Reads the metadata of all jars.
	 * @return what can be set, by name
	 */
	public static List<PropertyDescription> readAll() {
		return readAll(PropertyDescription.class.getClassLoader());
	}

	// The library's metadata also describe properties of the service, because one
	// compilation writes them. Only the service has the types that these set.
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
