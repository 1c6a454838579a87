package io.uppercased.view;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.TransportSettings;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The routes of the live view.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LiveView.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class LiveViewConfiguration {

	@Bean
	RouterFunction<ServerResponse> liveViewRoutes(LiveView liveView, TransportSettings settings, UdpIngress ingress,
			@Value("${management.endpoints.web.base-path:/actuator}") String actuator,
			@Value("${spring.application.name:service}") String name) throws IOException {
		if (!liveView.enabled()) {
			return (request) -> Optional.empty();
		}
		ViewFile page = ViewFile.read("view.html")
			.with("name", name)
			.with("actuator", "." + StringUtils.trimTrailingCharacter(actuator, '/'))
			.with("send", Boolean.toString(liveView.send()));
		RouterFunctions.Builder routes = RouterFunctions.route().route(isRead("/"), page);
		for (String file : List.of("view.css", "view.js", "plot.js")) {
			routes.route(isRead("/live-view/" + file), ViewFile.read(file));
		}
		if (liveView.send()) {
			routes.POST("/live-view/send", new TestMessage(ingress, settings.maxPayload()));
		}
		return routes.build();
	}

	private static RequestPredicate isRead(String path) {
		return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(path));
	}

}
