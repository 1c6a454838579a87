package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.TestDatagram;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.DropReason;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "udp.port=0", "udp.transformer=uppercase", "udp.address=127.0.0.1", "udp.listeners=2" })
@DirtiesContext
@TestMethodOrder(OrderAnnotation.class)
class ListenerHealthTests {

	@Autowired
	UdpIngress ingress;

	@Autowired
	MeterRegistry meters;

	@Autowired
	PacketCounts counts;

	@LocalServerPort
	int port;

	@Test
	@Order(1)
	void showsThatNoReplyWasSentInTheLastMinuteAndStaysReady() {
		TestDatagram refused = new TestDatagram("192.0.2.1", 40_000, 12_000);
		refused.drop(DropReason.SEND_FAILED);
		this.counts.completed(TestDatagram.burst(refused));
		this.counts.completed(TestDatagram.burst(refused));
		readiness().jsonPath("$.components.udp.status")
			.isEqualTo("UP")
			.jsonPath("$.components.udp.details.replies")
			.isEqualTo("none was sent in the last minute, 2 failed");
		try (UdpClient client = UdpClient.unconnected("127.0.0.1", this.ingress.getPort())) {
			client.exchange("hello");
		}
		await().untilAsserted(() -> readiness().jsonPath("$.components.udp.details.replies").doesNotExist());
	}

	@Test
	@Order(3)
	void isOutOfServiceButAliveWhileTheFlowAnswersNothing() {
		try (TestService service = TestService.start(); UdpClient client = service.client()) {
			RestTestClient web = RestTestClient.bindToServer().baseUrl("http://localhost:" + service.webPort()).build();
			TestDatagram lost = new TestDatagram("192.0.2.1", 40_000, 12_000);
			lost.drop(DropReason.UNHANDLED);
			service.context().getBean(PacketCounts.class).completed(TestDatagram.burst(lost));
			web.get()
				.uri("/actuator/health/readiness")
				.exchange()
				.expectStatus()
				.isEqualTo(503)
				.expectBody()
				.jsonPath("$.components.udp.details.reason")
				.isEqualTo("the flow answered nothing in the last minute: 1 unhandled; see the log");
			web.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
			client.exchange("hello");
			await().untilAsserted(() -> web.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk());
		}
	}

	private RestTestClient.BodyContentSpec readiness() {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.get()
			.uri("/actuator/health/readiness")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
	}

	@Test
	@Order(2)
	void isDownWithTheReasonIfAListenerDies() {
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
