package io.uppercased.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.TransportSettings;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.HtmlUtils;

/**
 * The routes of the live view. Its files are in memory. Their headers forbid content from
 * other servers, and forbid other pages to show them in a frame.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LiveView.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class LiveViewConfiguration {

	private static final String CONTENT_SECURITY_POLICY = String.join("; ", "default-src 'none'", "script-src 'self'",
			"style-src 'self'", "connect-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'",
			"frame-ancestors 'none'", "require-trusted-types-for 'script'");

	@Bean
	RouterFunction<ServerResponse> liveViewRoutes(LiveView liveView, TransportSettings settings, UdpIngress ingress,
			@Value("${management.endpoints.web.base-path:/actuator}") String actuator,
			@Value("${spring.application.name:service}") String name) throws IOException {
		if (!liveView.enabled()) {
			return (request) -> Optional.empty();
		}
		String page = read("view.html").replace("{{name}}", HtmlUtils.htmlEscape(name))
			.replace("{{actuator}}", HtmlUtils.htmlEscape("." + StringUtils.trimTrailingCharacter(actuator, '/')))
			.replace("{{send}}", Boolean.toString(liveView.send()));
		RouterFunctions.Builder routes = RouterFunctions.route();
		addFile(routes, "/", MediaType.TEXT_HTML, page);
		for (String file : List.of("view.css", "view.js", "plot.js")) {
			addFile(routes, "/live-view/" + file, MediaTypeFactory.getMediaType(file).orElseThrow(), read(file));
		}
		if (liveView.send()) {
			routes.POST("/live-view/send", new TestMessage(ingress, settings.maxPayload()));
		}
		return routes.build();
	}

	private static String read(String file) throws IOException {
		return new ClassPathResource(file, LiveViewConfiguration.class).getContentAsString(StandardCharsets.UTF_8);
	}

	private static void addFile(RouterFunctions.Builder routes, String path, MediaType type, String content) {
		routes.route(RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(path)),
				(request) -> ServerResponse.ok()
					.contentType(new MediaType(type, StandardCharsets.UTF_8))
					.cacheControl(CacheControl.noCache())
					.header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
					.header("X-Content-Type-Options", "nosniff")
					.header("Referrer-Policy", "no-referrer")
					.body(content));
	}

}
