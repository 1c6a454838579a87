package io.uppercased.udp.observe;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.TestDatagram;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.DropReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the probes answer, without a web server. */
@Execution(ExecutionMode.CONCURRENT)
class ListenerHealthTests {

	private TestService service;

	private UdpIngress ingress;

	@BeforeEach
	void start() {
		this.service = TestService.startLibrary(Probes.class, "--udp.listeners=2");
		this.ingress = this.service.context().getBean(UdpIngress.class);
		// The page of a minute ago is from before the test.
		this.service.context().getBean(UdpHistory.class).take();
	}

	@AfterEach
	void stop() {
		this.service.close();
	}

	@Test
	void showsThatNoReplyWasSentInTheLastMinuteAndStaysReady() {
		drop(DropReason.SEND_FAILED);
		drop(DropReason.SEND_FAILED);
		assertThat(httpStatus("readiness")).isEqualTo(200);
		assertThat(udp("readiness").getStatus()).isEqualTo(Status.UP);
		assertThat(details("readiness")).containsEntry("replies", "none was sent in the last minute, 2 failed");
		exchange();
		await().untilAsserted(() -> assertThat(details("readiness")).doesNotContainKey("replies"));
	}

	@Test
	void isOutOfServiceButAliveWhileTheFlowAnswersNothing() {
		drop(DropReason.UNHANDLED);
		assertThat(httpStatus("readiness")).isEqualTo(503);
		assertThat(details("readiness")).containsEntry("reason",
				"the flow answered nothing in the last minute: 1 unhandled; see the log");
		assertThat(httpStatus("liveness")).isEqualTo(200);
		exchange();
		await().untilAsserted(() -> assertThat(httpStatus("readiness")).isEqualTo(200));
	}

	@Test
	void isDownWithTheReasonIfAListenerDies() {
		assertThat(httpStatus("liveness")).isEqualTo(200);
		this.ingress.transports().getLast().close();
		await().untilAsserted(() -> {
			assertThat(httpStatus("liveness")).isEqualTo(503);
			assertThat(udp("liveness").getStatus()).isEqualTo(Status.DOWN);
			assertThat(details("liveness")).containsEntry("listener 1",
					"died: java.nio.channels.ClosedChannelException");
		});
		exchange();
		double heartbeatAge = heartbeatAge(0);
		assertThat(heartbeatAge(1)).isGreaterThan(heartbeatAge);
		this.ingress.stop();
		assertThat(heartbeatAge(0)).isNaN();
	}

	private void drop(DropReason reason) {
		TestDatagram datagram = new TestDatagram("192.0.2.1", 40_000, 12_000);
		datagram.drop(reason);
		this.service.context().getBean(PacketCounts.class).completed(TestDatagram.burst(datagram));
	}

	private void exchange() {
		try (UdpClient client = this.service.client()) {
			assertThat(client.exchange("hello")).isEqualTo("HELLO");
		}
	}

	private CompositeHealthDescriptor health(String group) {
		HealthEndpoint endpoint = this.service.context().getBean(HealthEndpoint.class);
		return (CompositeHealthDescriptor) Objects.requireNonNull(endpoint.healthForPath(group));
	}

	private int httpStatus(String group) {
		HealthEndpointGroups groups = this.service.context().getBean(HealthEndpointGroups.class);
		return Objects.requireNonNull(groups.get(group))
			.getHttpCodeStatusMapper()
			.getStatusCode(health(group).getStatus());
	}

	private IndicatedHealthDescriptor udp(String group) {
		return (IndicatedHealthDescriptor) Objects
			.requireNonNull(Objects.requireNonNull(health(group).getComponents()).get("udp"));
	}

	private Map<String, Object> details(String group) {
		return Objects.requireNonNull(udp(group).getDetails());
	}

	private double heartbeatAge(int listener) {
		return this.service.context()
			.getBean(MeterRegistry.class)
			.get("udp.listener.heartbeat.age")
			.tag("listener", Integer.toString(listener))
			.timeGauge()
			.value(TimeUnit.SECONDS);
	}

	@ImportAutoConfiguration({ ApplicationAvailabilityAutoConfiguration.class,
			AvailabilityProbesAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
			HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class })
	static class Probes {

	}

}
