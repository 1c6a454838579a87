package io.uppercased.udp.flow;

import java.util.ArrayList;
import java.util.List;

import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "udp.port=0", "udp.transformer=uppercase", "udp.address=127.0.0.1", "udp.listeners=3" })
@DirtiesContext
class LifecycleTests {

	@Autowired
	UdpIngress ingress;

	@LocalServerPort
	int port;

	@Autowired
	StartOrder startOrder;

	@Test
	void listensAfterEverythingElseIsReady() {
		assertThat(this.startOrder.events).startsWith("web", "udp");
	}

	@Test
	void listensAgainAfterAStop() {
		assertThat(this.ingress.isListening()).isTrue();
		assertThat(this.ingress.listenerStatus()).hasSize(3).allMatch(ListenerStatus::alive);
		this.ingress.stop();
		assertThat(this.ingress.isListening()).isFalse();
		assertThat(this.ingress.listenerStatus()).isEmpty();
		RestTestClient web = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
		web.get().uri("/actuator/health/readiness").exchange().expectStatus().isEqualTo(503);
		web.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
		this.ingress.start();
		try (UdpClient client = UdpClient.connected("127.0.0.1", this.ingress.getPort())) {
			assertThat(client.exchange("hello again")).isEqualTo("HELLO AGAIN");
		}
	}

	@Test
	void sharesOnePortBetweenAllListeners() {
		assertThat(this.ingress.transports()).hasSize(3)
			.extracting((transport) -> transport.localAddress().getPort())
			.containsOnly(this.ingress.getPort());
	}

	/** Records the order in which the servers start. */
	@TestConfiguration(proxyBeanMethods = false)
	static class StartOrder {

		private final List<String> events = new ArrayList<>();

		@EventListener
		void onWebServer(WebServerInitializedEvent event) {
			this.events.add("web");
		}

		@EventListener
		void onUdp(UdpServerListeningEvent event) {
			this.events.add("udp");
		}

	}

}
