package io.uppercased.udp.observe;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

import io.uppercased.testing.ServiceProcess;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An address to listen on that disappears and comes back. The services are processes,
 * because Java finds IPv6 addresses only in the network of its process. Skipped without
 * permission to create a network namespace.
 */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
@Timeout(120)
class AddressWatchTests {

	private static final int PORT = 12_000;

	private static final String GONE = " is no longer an address of this host";

	private static final String BACK = " is an address of this host again";

	static Stream<Arguments> addresses() {
		return Stream.of(Arguments.of("auto", "198.51.100.1"), Arguments.of("nio", "2001:db8::1"));
	}

	@ParameterizedTest
	@MethodSource("addresses")
	void isReportedMissingWhileNoInterfaceHasIt(String transport, String address) {
		String subnet = address + "/24";
		NetworkNamespace.run((network) -> {
			network.addInterface("eth7", subnet);
			network.execute("sysctl", "-w", "net.ipv4.ip_nonlocal_bind=1", "net.ipv6.ip_nonlocal_bind=1");
			try (ServiceProcess service = start(transport, address)) {
				String health = health(service);
				assertAnswers(address);
				network.execute("ip", "address", "delete", subnet, "dev", "eth7");
				service.await(GONE);
				assertThat(status(health + "/readiness")).isEqualTo(503);
				assertThat(status(health + "/liveness")).isEqualTo(200);
				network.execute("ip", "address", "add", subnet, "dev", "eth7", "nodad");
				service.await(BACK);
				assertThat(status(health + "/readiness")).isEqualTo(200);
				assertAnswers(address);
				service.terminate();
				assertThat(service.log().lines()).noneMatch((line) -> line.contains("this host"));
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "nio" })
	void worksAgainAfterItsInterfaceWasCreatedAgain(String transport) {
		NetworkNamespace.run((network) -> {
			int before = network.addInterface("eth7", "fe80::7/64");
			try (ServiceProcess service = start(transport, "fe80::7%eth7", "--udp.listeners=2", "--udp.lame-duck=20s",
					"--udp.drain-timeout=5s")) {
				String health = health(service);
				assertAnswers("fe80::7%" + before);
				network.execute("ip", "link", "delete", "eth7");
				service.await(GONE);
				assertThat(status(health + "/readiness")).isEqualTo(503);
				int after = network.addInterface("eth7");
				assertThat(after).isNotEqualTo(before);
				// The kernel first checks that no other host has it.
				network.execute("ip", "address", "add", "fe80::7/64", "dev", "eth7");
				assertThat(service.await("Listening on")).contains("UDP port " + PORT);
				service.await(BACK);
				assertThat(status(health + "/readiness")).isEqualTo(200);
				assertThat(status(health + "/liveness")).isEqualTo(200);
				assertAnswers("fe80::7%" + after);
				service.process().toHandle().destroyForcibly();
				assertThat(service.log().lines()).noneMatch((line) -> line.contains("WARN"));
			}
		});
	}

	@Test
	void isReportedMissingWhileAnotherHostHasIt() {
		NetworkNamespace.run((network) -> {
			network.addInterface("eth7", "2001:db8::1/64");
			try (ServiceProcess service = start("auto", "2001:db8::1")) {
				String health = health(service);
				network.execute("ip", "address", "delete", "2001:db8::1/64", "dev", "eth7");
				service.await(GONE);
				network.execute("ip", "address", "add", "2001:db8::1/64", "dev", "eth7-peer", "nodad");
				network.execute("ip", "address", "add", "2001:db8::1/64", "dev", "eth7");
				await().until(() -> network.execute("ip", "address", "show", "eth7").contains("dadfailed"));
				// The service checks once a second.
				await().during(Duration.ofMillis(1500)).until(() -> status(health + "/readiness") == 503);
				network.execute("ip", "address", "delete", "2001:db8::1/64", "dev", "eth7-peer");
				network.execute("ip", "address", "delete", "2001:db8::1/64", "dev", "eth7");
				network.execute("ip", "address", "add", "2001:db8::1/64", "dev", "eth7");
				service.await(BACK);
				assertAnswers("2001:db8::1");
			}
		});
	}

	@Test
	void isNotReportedMissingIfALocalRouteReceivesForIt() {
		NetworkNamespace.run((network) -> {
			network.execute("ip", "route", "add", "local", "198.51.100.0/24", "dev", "lo");
			try (TestService service = TestService.start("--udp.address=198.51.100.9", "--udp.port=" + PORT)) {
				service.context().getBean(AddressWatch.class).check();
				assertAnswers("198.51.100.9");
				HealthDescriptor health = service.context().getBean(HealthEndpoint.class).healthForPath("readiness");
				assertThat(Objects.requireNonNull(health).getStatus()).isEqualTo(Status.UP);
			}
		});
	}

	private static ServiceProcess start(String transport, String address, String... more) {
		return ServiceProcess.start(
				Stream
					.concat(Stream.of("--udp.port=" + PORT, "--udp.transport=" + transport, "--udp.address=" + address),
							Stream.of(more))
					.toArray(String[]::new));
	}

	private static String health(ServiceProcess service) {
		return service.await("health at ").replaceFirst(".* health at ", "");
	}

	private static int status(String url) throws IOException {
		// This client connects on the calling thread, which has the network.
		return ((HttpURLConnection) URI.create(url).toURL().openConnection()).getResponseCode();
	}

	private static void assertAnswers(String address) {
		try (UdpClient client = UdpClient.unconnected(address, PORT)) {
			assertThat(client.exchange("hello")).isEqualTo("HELLO");
		}
	}

}
