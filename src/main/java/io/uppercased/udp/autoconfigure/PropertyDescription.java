package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the configuration metadata in the jar say of a property under {@code udp}.
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
	 * Reads the metadata.
	 * @return what can be set, by name
	 */
	public static List<PropertyDescription> readAll() {
		try (InputStream metadata = Objects.requireNonNull(
				PropertyDescription.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
			List<PropertyDescription> all = new ArrayList<>();
			for (JsonNode property : new JsonMapper().readTree(metadata).get("properties")) {
				String name = property.get("name").asString();
				if (name.startsWith("udp.")) {
					JsonNode value = property.path("defaultValue");
					all.add(new PropertyDescription(name, (value.isArray() ? value.path(0) : value).asString(""),
							property.path("description").asString("")));
				}
			}
			return all;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
