package io.uppercased;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * Uses the beans that Spring's ahead-of-time processing generated for the image, because
 * the start is then faster. Does not use them if a property that a condition of Spring
 * Boot may read differs from its value in the jar: the beans could then differ.
 */
class AheadOfTimeBeans implements EnvironmentPostProcessor {

	private static final String GENERATED = "__ApplicationContextInitializer";

	private static final ConfigurationPropertyName[] CONDITIONAL = names("management", "server", "spring");

	/** Exceptions: generated beans respect these properties, too. */
	private static final ConfigurationPropertyName[] READ_AT_START = names("server.port", "server.address",
			"server.tomcat", "spring.aot", "spring.application", "spring.config", "spring.lifecycle");

	private final Log logger;

	AheadOfTimeBeans(DeferredLogFactory logs) {
		this.logger = logs.getLog(AheadOfTimeBeans.class);
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		boolean chosen = SpringProperties.getProperty(AotDetector.AOT_ENABLED) != null;
		boolean generating = Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
		if (chosen || generating || !areGenerated(application.getMainApplicationClass())) {
			return;
		}
		findConditional(environment).ifPresentOrElse(
				(name) -> this.logger
					.info("Not using the beans generated for the image, because '%s' is set".formatted(name)),
				() -> SpringProperties.setFlag(AotDetector.AOT_ENABLED));
	}

	static boolean areGenerated(@Nullable Class<?> main) {
		return main != null && ClassUtils.isPresent(main.getName() + GENERATED, main.getClassLoader());
	}

	static Optional<ConfigurationPropertyName> findConditional(ConfigurableEnvironment environment) {
		List<IterableConfigurationPropertySource> sources = StreamSupport
			.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.map(IterableConfigurationPropertySource.class::cast)
			.toList();
		List<IterableConfigurationPropertySource> jar = sources.stream().filter(AheadOfTimeBeans::isInJar).toList();
		return sources.stream()
			.flatMap((source) -> source.stream()
				.filter((name) -> isBelow(name, CONDITIONAL) && !isBelow(name, READ_AT_START))
				.filter((name) -> jar.stream().noneMatch((file) -> hasSameValue(name, source, file))))
			.findFirst();
	}

	// A service that is started in the repository reads application.yml twice: as the
	// file in the jar, and as the file in the working directory.
	private static boolean hasSameValue(ConfigurationPropertyName name, ConfigurationPropertySource source,
			ConfigurationPropertySource file) {
		ConfigurationProperty set = source.getConfigurationProperty(name);
		ConfigurationProperty inJar = file.getConfigurationProperty(name);
		return set != null && inJar != null && set.getValue().toString().equals(inJar.getValue().toString());
	}

	private static boolean isInJar(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof PropertySource<?> file
				&& file.getName().contains("'class path resource [");
	}

	private static boolean isBelow(ConfigurationPropertyName name, ConfigurationPropertyName... parents) {
		return Stream.of(parents).anyMatch((parent) -> parent.equals(name) || parent.isAncestorOf(name));
	}

	private static ConfigurationPropertyName[] names(String... names) {
		return Stream.of(names).map(ConfigurationPropertyName::of).toArray(ConfigurationPropertyName[]::new);
	}

}
