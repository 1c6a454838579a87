package io.uppercased;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.support.SystemEnvironmentPropertySourceEnvironmentPostProcessor;
import org.springframework.boot.system.ApplicationHome;
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
		for (String property : new String[] { LOCATION, "spring.config.name" }) {
			if (environment.getProperty(property, "-").isBlank()) {
				throw new FailureAnalyzedException("'%s' is empty, so no file would be read.".formatted(property),
						"Set or remove it.");
			}
		}
		String locations = environment.getProperty(LOCATION, "optional:classpath:/;optional:classpath:/config/,"
				+ besideTheJar(new ApplicationHome(getClass()).getSource()) + HERE);
		environment.getPropertySources()
			.addFirst(new MapPropertySource("configurationFiles",
					Map.of(LOCATION, "classpath:/application.yml," + locations)));
		application.addInitializers((context) -> {
			UnreadableFiles.refuse(environment);
			logger.info("Configuration files, in order of precedence: " + environment.getPropertySources()
				.stream()
				.flatMap((source) -> SOURCE.matcher(source.getName()).results())
				.map((source) -> (source.group(1) != null)
						? Path.of(source.group(1)).toAbsolutePath().normalize().toString() : source.group(2))
				.distinct()
				.collect(Collectors.joining(", ")));
		});
	}

	private static String besideTheJar(@Nullable File jar) {
		if (jar == null || !jar.isFile() || jar.getParentFile().equals(new File("").getAbsoluteFile())) {
			return "";
		}
		return HERE.replace("./", jar.getParent() + "/") + ";";
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
