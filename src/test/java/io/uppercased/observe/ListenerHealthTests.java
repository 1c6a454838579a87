package io.uppercased.observe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.flow.UdpIngress;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "udp.port=0", "udp.address=127.0.0.1", "udp.listeners=2" })
@DirtiesContext
class ListenerHealthTests {

	@Autowired
	UdpIngress ingress;

	@Autowired
	MeterRegistry meters;

	@LocalServerPort
	int port;

	@Test
	void aListenerThatDiesTurnsLivenessDownWithTheReason() {
		RestTestClient web = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
		web.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
		this.ingress.transports().getLast().close();
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> web.get()
				.uri("/actuator/health/liveness")
				.exchange()
				.expectStatus()
				.isEqualTo(503)
				.expectBody()
				.jsonPath("$.components.udp.status")
				.isEqualTo("DOWN")
				.jsonPath("$.components.udp.details['listener 1']")
				.isEqualTo("died: java.nio.channels.ClosedChannelException"));
		await().untilAsserted(() -> assertThat(heartbeatAge(1)).isGreaterThan(heartbeatAge(0)).isGreaterThan(1));
		this.ingress.stop();
		assertThat(heartbeatAge(0)).isNaN();
	}

	private double heartbeatAge(int listener) {
		return this.meters.get("udp.listener.heartbeat.age")
			.tag("listener", Integer.toString(listener))
			.timeGauge()
			.value(TimeUnit.SECONDS);
	}

}
