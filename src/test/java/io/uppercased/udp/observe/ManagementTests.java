package io.uppercased.udp.observe;

import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.DropReason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.integration.ip.udp.inbound.UnicastReceivingChannelAdapter;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The service as its operator sees it. */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the counts of ManagementTests")
class ManagementTests {

	private TestService service;

	private RestTestClient web;

	@BeforeAll
	void start() {
		this.service = TestService.start();
		this.web = RestTestClient.bindToServer()
			.baseUrl("http://localhost:%d/actuator".formatted(this.service.webPort()))
			.build();
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/health", "/health/liveness", "/health/readiness" })
	void healthShowsWhereItListens(String page) {
		this.web.get()
			.uri(page)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.components.udp.status")
			.isEqualTo("UP")
			.jsonPath("$.components.udp.details.address")
			.isEqualTo("127.0.0.1")
			.jsonPath("$.components.udp.details.port")
			.isEqualTo(this.service.port())
			.jsonPath("$.components.udp.details.listeners")
			.isEqualTo(1);
	}

	@Test
	void healthDependsOnNothingElse() {
		this.web.get()
			.uri("/health")
			.exchange()
			.expectBody()
			.jsonPath("$.components.length()")
			.isEqualTo(3)
			.jsonPath("$.components.livenessState")
			.exists()
			.jsonPath("$.components.readinessState")
			.exists()
			.jsonPath("$.components.udp")
			.exists();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/env", "/heapdump", "/beans", "/loggers", "/threaddump", "/shutdown" })
	void exposesNoOtherEndpoint(String page) {
		this.web.get().uri(page).exchange().expectStatus().isNotFound();
	}

	@Test
	void hasACounterForEachDropReasonFromTheStart() {
		assertThat(prometheus()).contains(Stream.of(DropReason.values())
			.map((reason) -> "udp_packets_dropped_total{reason=\"%s\"} ".formatted(reason.tag()))
			.toList());
	}

	@Test
	void sendsMetersNowhereUnlessConfigured() {
		assertThat(this.service.context().getBeanProvider(MeterRegistry.class).stream()).singleElement()
			.isInstanceOf(PrometheusMeterRegistry.class);
	}

	@Test
	void countsReceivedAndSentDatagrams() {
		double received = metric("udp.packets.received");
		double sent = metric("udp.packets.sent");
		double bytes = metric("udp.bytes.sent");
		try (UdpClient client = this.service.client()) {
			client.exchange("straße");
			client.exchange("");
			client.send(new byte[] { (byte) 0xff });
		}
		await().untilAsserted(() -> {
			assertThat(metric("udp.packets.received")).isEqualTo(received + 3);
			assertThat(metric("udp.packets.sent")).isEqualTo(sent + 2);
			assertThat(metric("udp.bytes.sent")).isEqualTo(bytes + "STRASSE".length());
		});
		assertThat(prometheus()).contains("udp_packets_received_total ", "udp_packets_sent_total ",
				"udp_bytes_received_total ", "udp_bytes_sent_total ", "udp_burst_size_count ",
				"udp_burst_duration_seconds_bucket{le=\"0.001\"} ", "udp_socket_receive_buffer_bytes{listener=\"0\"} ",
				"udp_listener_heartbeat_age_seconds{listener=\"0\"} ");
	}

	@Test
	void udpEndpointShowsSocketsCountsAndRates() {
		try (UdpClient client = this.service.client()) {
			client.exchange("hello");
		}
		await().untilAsserted(() -> this.web.get()
			.uri("/udp")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.sockets[0].port")
			.isEqualTo(this.service.port())
			.jsonPath("$.packets.received")
			.value(Integer.class, (count) -> assertThat(count).isPositive())
			.jsonPath("$.packets.dropped.malformed")
			.isNumber()
			.jsonPath("$.bursts.maxSize")
			.value(Double.class, (size) -> assertThat(size).isPositive())
			.jsonPath("$.rates.1s.received")
			.isNumber()
			.jsonPath("$.topSenders")
			.doesNotExist());
	}

	@Test
	void udpEndpointShowsThePagesOfTheLastMinutes() {
		try (UdpClient client = this.service.client()) {
			client.exchange("hello");
		}
		await().untilAsserted(() -> this.web.get()
			.uri("/udp/history")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.length()")
			.value(Integer.class, (length) -> assertThat(length).isBetween(2, 300))
			.jsonPath("$[-1].page.packets.received")
			.value(Integer.class, (count) -> assertThat(count).isPositive())
			.jsonPath("$[-1].ageMillis")
			.value(Integer.class, (age) -> assertThat(age).isBetween(0, 1500))
			.jsonPath("$[-1].page.rates")
			.doesNotExist());
		this.web.get().uri("/udp/other").exchange().expectStatus().isNotFound();
	}

	@Test
	@Tag("process")
	void sbomListsTheLibraries() {
		String version = UnicastReceivingChannelAdapter.class.getPackage().getImplementationVersion();
		assertThat(version).isNotBlank();
		this.web.get()
			.uri("/sbom/application")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.metadata.component.name")
			.isEqualTo("uppercased")
			.jsonPath("$.components[?(@.name == 'spring-integration-ip')].version")
			.isEqualTo(version)
			.jsonPath("$.components[?(@.name == 'archunit')]")
			.doesNotExist();
	}

	private double metric(String name) {
		Measured measured = this.web.get()
			.uri("/metrics/" + name)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(Measured.class)
			.returnResult()
			.getResponseBody();
		assertThat(measured).isNotNull();
		return measured.measurements().getFirst().value();
	}

	private String prometheus() {
		String page = this.web.get()
			.uri("/prometheus")
			.exchange()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(page).isNotNull();
		return page;
	}

	record Measured(List<Measurement> measurements) {
	}

	record Measurement(double value) {
	}

}
