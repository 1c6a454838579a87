package io.uppercased.config;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * How the web server treats connections: the service's own, and that of
 * {@code management.server.port}.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
class WebServerConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> probesFirst(TomcatServerProperties tomcat) {
		return (factory) -> {
			factory.setProtocol(NewcomersFirst.class.getName());
			factory.addEngineValves(new ProbesFirst(tomcat.getThreads().getMax() * 2 / 3));
		};
	}

}
