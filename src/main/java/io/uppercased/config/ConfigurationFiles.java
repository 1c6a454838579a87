package io.uppercased.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.support.SystemEnvironmentPropertySourceEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Makes Spring Boot look for configuration files also in the directory of the jar, and
 * always read the file in the jar. Logs which files were read, and stops the start if one
 * that exists cannot be read.
 */
class ConfigurationFiles implements EnvironmentPostProcessor, Ordered {

	private static final Log logger = LogFactory.getLog(ConfigurationFiles.class);

	private static final String LOCATION = "spring.config.location";

	private static final String HERE = "optional:file:./;optional:file:./config/;optional:file:./config/*/";

	/** How Spring Boot names the property source of a file. */
	private static final Pattern SOURCE = Pattern.compile("Config (?:resource|tree) '(?:file \\[(.+)]|(.+))' via.*");

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER - 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		ignoreDebugVariables(environment, application);
		refuseEmpty(environment);
		String jar = (ConfigurationFileResolver.jarDirectory != null)
				? HERE.replace("file:./", ConfigurationFileResolver.JAR_DIRECTORY) + ";" : "";
		String locations = environment.getProperty(LOCATION,
				"optional:classpath:/;optional:classpath:/config/," + jar + HERE);
		environment.getPropertySources()
			.addFirst(new MapPropertySource("configurationFiles",
					Map.of(LOCATION, "classpath:/application.yml," + locations)));
		application.addInitializers((context) -> {
			refuseEmpty(environment);
			logger.info("Configuration files, in order of precedence: " + environment.getPropertySources()
				.stream()
				.flatMap((source) -> SOURCE.matcher(source.getName()).results())
				.map((source) -> (source.group(1) != null)
						? Path.of(source.group(1)).toAbsolutePath().normalize().toString() : source.group(2))
				.distinct()
				.collect(Collectors.joining(", ")));
		});
	}

	// Spring Boot would ignore empty values of these, and PropertyCheck does not see them
	// because they are not bound.
	private static void refuseEmpty(ConfigurableEnvironment environment) {
		for (String property : new String[] { LOCATION, "spring.config.name", "spring.config.additional-location",
				"spring.config.import", "spring.profiles.active", "management.server.port",
				"management.server.address" }) {
			if (environment.getProperty(property, "-").isBlank()) {
				throw new FailureAnalyzedException("'%s' is empty.".formatted(property), "Set or remove it.");
			}
		}
	}

	/**
	 * Removes the environment variables DEBUG and TRACE, which build servers set. Spring
	 * Boot treats them like its options --debug and --trace.
	 */
	private static void ignoreDebugVariables(ConfigurableEnvironment environment, SpringApplication application) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		if (environment.getPropertySources().get(name) instanceof MapPropertySource system) {
			Map<String, Object> variables = new HashMap<>(system.getSource());
			variables.keySet().removeIf((variable) -> variable.matches("(?i)debug|trace"));
			environment.getPropertySources().replace(name, new MapPropertySource(name, variables));
			new SystemEnvironmentPropertySourceEnvironmentPostProcessor().postProcessEnvironment(environment,
					application);
		}
	}

}
