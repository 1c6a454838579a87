package io.uppercased.web;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * How the web server treats connections: the service's own, and that of
 * {@code management.server.port}.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class WebServerConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> probesFirst(TomcatServerProperties tomcat) {
		return (factory) -> {
			factory.setProtocol(NewcomersFirst.class.getName());
			factory.addEngineValves(new ProbesFirst(Math.max(1, tomcat.getThreads().getMax() * 2 / 3)));
		};
	}

	/**
	 * Answers what a client got wrong, which would else be logged as a failure of ours.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	HandlerExceptionResolver clientErrors() {
		return (request, response, handler, ex) -> switch (ex) {
			case InvalidParameterException invalid -> answer(response, invalid.getErrorCode());
			case InvalidMediaTypeException _ -> answer(response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
			default -> null;
		};
	}

	private static ModelAndView answer(HttpServletResponse response, int status) {
		response.setStatus(status);
		return new ModelAndView();
	}

}
