package io.uppercased.udp.observe;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.core.env.Environment;

/**
 * Finds the URL of the health endpoint, once the web servers run. Needs Actuator.
 *
 * @param endpoints the exposed endpoints, or {@code null} without a web server
 */
record HealthUrl(@Nullable PathMappedEndpoints endpoints, Environment environment) {

	@Nullable String find() {
		ManagementPortType portType = ManagementPortType.get(this.environment);
		boolean separate = portType == ManagementPortType.DIFFERENT;
		int port = this.environment.getProperty(separate ? "local.management.port" : "local.server.port", Integer.class,
				-1);
		String path = (this.endpoints != null) ? this.endpoints.getPath(EndpointId.of("health")) : null;
		if (path == null || port <= 0 || portType == ManagementPortType.DISABLED) {
			return null;
		}
		String server = separate ? "management.server" : "server";
		String base = separate ? base("management.server.base-path")
				: base("server.servlet.context-path", "spring.mvc.servlet.path", "spring.webflux.base-path");
		Binder binder = Binder.get(this.environment);
		String scheme = Ssl.isEnabled(binder.bind(server + ".ssl", Ssl.class).orElse(null)) ? "https" : "http";
		InetAddress address = binder.bind(server + ".address", InetAddress.class).orElse(null);
		return scheme + "://" + host(address) + ":" + port + base + path;
	}

	private String base(String... properties) {
		return Stream.of(properties)
			.map((property) -> this.environment.getProperty(property, "").replaceFirst("/?\\*?$", ""))
			.collect(Collectors.joining());
	}

	private static String host(@Nullable InetAddress address) {
		if (address == null || address.isAnyLocalAddress()) {
			return "localhost";
		}
		String host = address.getHostAddress();
		return (address instanceof Inet6Address) ? "[" + host.replace("%", "%25") + "]" : host;
	}

}
