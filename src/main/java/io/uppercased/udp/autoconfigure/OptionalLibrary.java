package io.uppercased.udp.autoconfigure;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/**
 * A library that only one property needs. An application that sets the property adds it.
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

	/** Refuses a property unless the libraries that it needs are on the class path. */
	static void require(String property, int value, OptionalLibrary... libraries) {
		String missing = Stream.of(libraries)
			.filter((library) -> !ClassUtils.isPresent(library.className, null))
			.map((library) -> library.artifact)
			.collect(Collectors.joining(" and "));
		if (!missing.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(property, value,
					"A library is missing on the class path. Add the dependency %s.".formatted(missing));
		}
	}

}
