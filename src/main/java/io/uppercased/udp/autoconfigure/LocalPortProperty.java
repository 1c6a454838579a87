package io.uppercased.udp.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import io.uppercased.udp.flow.UdpIngress;

import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * Sets the property {@code local.udp.port} when the server listens, as Spring Boot does
 * for web servers with {@code local.server.port}.
 *
 * @param environment where to set it
 */
record LocalPortProperty(ConfigurableEnvironment environment) implements ApplicationListener<UdpServerListeningEvent> {

	/** The property source in which Spring Boot keeps the ports of web servers. */
	private static final String SOURCE = "server.ports";

	@Override
	public void onApplicationEvent(UdpServerListeningEvent event) {
		if (event.getSource() instanceof UdpIngress) {
			MutablePropertySources sources = this.environment.getPropertySources();
			if (sources.get(SOURCE) instanceof MapPropertySource ports) {
				ports.getSource().put("local.udp.port", event.getPort());
			}
			else {
				sources
					.addFirst(new MapPropertySource(SOURCE, new HashMap<>(Map.of("local.udp.port", event.getPort()))));
			}
		}
	}

}
