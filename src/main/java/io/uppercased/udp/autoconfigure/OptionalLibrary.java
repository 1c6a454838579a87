package io.uppercased.udp.autoconfigure;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/**
 * A library that only one property needs, and that an application adds if it sets this
 * property.
 */
enum OptionalLibrary {

	BUCKET4J("io.github.bucket4j.Bucket", "com.bucket4j:bucket4j_jdk17-core"),

	CAFFEINE("com.github.benmanes.caffeine.cache.Caffeine", "com.github.ben-manes.caffeine:caffeine"),

	DATASKETCHES("org.apache.datasketches.frequencies.FrequentLongsSketch",
			"org.apache.datasketches:datasketches-java");

	private final String className;

	private final String artifact;

	OptionalLibrary(String className, String artifact) {
		this.className = className;
		this.artifact = artifact;
	}

	/**
	 * Refuses a property if the library is not on the class path.
	 * @param property the name of the property
	 * @param value its value
	 * @throws InvalidConfigurationPropertyValueException if the library is missing
	 */
	void requireFor(String property, int value) {
		if (!ClassUtils.isPresent(this.className, null)) {
			throw new InvalidConfigurationPropertyValueException(property, value,
					"It needs a library that is not on the class path. Add the dependency %s."
						.formatted(this.artifact));
		}
	}

}
