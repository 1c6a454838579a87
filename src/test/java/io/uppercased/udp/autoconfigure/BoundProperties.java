package io.uppercased.udp.autoconfigure;

import java.nio.file.Path;

import io.uppercased.view.LiveView;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The properties of the service, bound by an application that does nothing else. */
record BoundProperties(UdpProperties udp, LiveView view) {

	static BoundProperties of(BeanFactory beans) {
		return new BoundProperties(beans.getBean(UdpProperties.class), beans.getBean(LiveView.class));
	}

	/** Binds properties without {@code SpringApplication}, which is much faster. */
	static BoundProperties bind(ConfigurableEnvironment environment) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.setEnvironment(environment);
			context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
			context.register(Application.class);
			context.refresh();
			return of(context);
		}
	}

	/**
	 * Binds the properties of the library only.
	 * @param namesAndValues properties; names and values take turns
	 */
	static UdpProperties library(String... namesAndValues) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			source.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return new Binder(source).bindOrCreate("udp", UdpProperties.class);
	}

	/** Returns an environment with the arguments of a command line. */
	static ConfigurableEnvironment commandLine(String... arguments) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
		return environment;
	}

	/**
	 * Returns an environment with the configuration files of a directory, which are read
	 * as at a start.
	 */
	static ConfigurableEnvironment files(Path directory) {
		ConfigurableEnvironment environment = commandLine("--spring.config.location=file:" + directory + "/");
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		return environment;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ UdpProperties.class, LiveView.class })
	static class Application {

		@Bean
		static UdpBindHandlerAdvisor advisor(ListableBeanFactory beanFactory) {
			return new UdpBindHandlerAdvisor(beanFactory);
		}

	}

}
