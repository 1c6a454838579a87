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
 * Protects the web server, and that of {@code management.server.port}, from its clients.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class WebServerConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> protectProbes(TomcatServerProperties tomcat) {
		return (factory) -> {
			factory.setProtocol(EvictingProtocol.class.getName());
			factory.addEngineValves(new ProbeReserve(Math.max(1, tomcat.getThreads().getMax() * 2 / 3)));
		};
	}

	// Spring would log these invalid requests as errors of the service.
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
