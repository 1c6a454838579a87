package io.uppercased.udp.observe;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import io.uppercased.testing.ServiceProcess;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
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
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
@Timeout(120)
class AddressWatchTests {

	private static final int PORT = 12_000;

	private static final String GONE = " is no longer an address of this host";

	private static final String BACK = " is an address of this host again";

	@ParameterizedTest
	@ValueSource(strings = { "auto", "nio" })
	void isReportedMissingUntilAnInterfaceHasItAloneAgain(String transport) {
		NetworkNamespace.run((network) -> {
			int before = network.addInterface("eth7", "fe80::7/64");
			try (ServiceProcess service = ServiceProcess.start("--udp.port=" + PORT, "--udp.transport=" + transport,
					"--udp.address=fe80::7%eth7", "--udp.listeners=2", "--udp.lame-duck=20s")) {
				String health = service.await("health at ").replaceFirst(".* health at ", "");
				assertAnswers("fe80::7%" + before);
				// The check for another host takes seconds, and is the same with each
				// transport.
				if (transport.equals("auto")) {
					requireMissingWhileAnotherHostHasIt(network, service, health);
					assertAnswers("fe80::7%" + before);
				}
				network.execute("ip", "address", "delete", "fe80::7/64", "dev", "eth7");
				service.await(GONE);
				assertThat(status(health + "/readiness")).isEqualTo(503);
				assertThat(status(health + "/liveness")).isEqualTo(200);
				network.execute("ip", "address", "add", "fe80::7/64", "dev", "eth7", "nodad");
				service.await(BACK);
				assertThat(status(health + "/readiness")).isEqualTo(200);
				assertAnswers("fe80::7%" + before);
				network.execute("ip", "link", "delete", "eth7");
				service.await(GONE);
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
	void isReportedMissingIfSocketsMayBindToOtherAddresses() {
		NetworkNamespace.run((network) -> {
			network.addInterface("eth7", "198.51.100.1/24");
			network.execute("sysctl", "-w", "net.ipv4.ip_nonlocal_bind=1");
			try (TestService service = start("198.51.100.1")) {
				AddressWatch watch = service.context().getBean(AddressWatch.class);
				network.execute("ip", "address", "delete", "198.51.100.1/24", "dev", "eth7");
				await().until(watch::isMissing);
				network.execute("ip", "address", "add", "198.51.100.1/24", "dev", "eth7");
				await().until(() -> !watch.isMissing());
				assertAnswers("198.51.100.1");
				service.context().getBean(UdpIngress.class).stop();
				network.execute("ip", "address", "delete", "198.51.100.1/24", "dev", "eth7");
				watch.check();
				assertThat(watch.isMissing()).as("missing after a stop").isFalse();
			}
		});
	}

	@Test
	void isNotReportedMissingIfALocalRouteReceivesForIt() {
		NetworkNamespace.run((network) -> {
			network.execute("ip", "route", "add", "local", "198.51.100.0/24", "dev", "lo");
			try (TestService service = start("198.51.100.9")) {
				service.context().getBean(AddressWatch.class).check();
				assertAnswers("198.51.100.9");
				HealthDescriptor health = service.context().getBean(HealthEndpoint.class).healthForPath("readiness");
				assertThat(Objects.requireNonNull(health).getStatus()).isEqualTo(Status.UP);
			}
		});
	}

	private static void requireMissingWhileAnotherHostHasIt(NetworkNamespace network, ServiceProcess service,
			String health) throws IOException, InterruptedException {
		network.execute("sysctl", "-w", "net.ipv6.ip_nonlocal_bind=1");
		network.execute("ip", "address", "delete", "fe80::7/64", "dev", "eth7");
		service.await(GONE);
		network.execute("ip", "address", "add", "fe80::7/64", "dev", "eth7-peer", "nodad");
		network.execute("ip", "address", "add", "fe80::7/64", "dev", "eth7");
		await().until(() -> network.execute("ip", "address", "show", "eth7").contains("dadfailed"));
		// The service checks once a second.
		await().pollInterval(Duration.ofMillis(100))
			.during(Duration.ofMillis(1500))
			.until(() -> status(health + "/readiness") == 503);
		network.execute("ip", "address", "delete", "fe80::7/64", "dev", "eth7-peer");
		network.execute("ip", "address", "delete", "fe80::7/64", "dev", "eth7");
		network.execute("ip", "address", "add", "fe80::7/64", "dev", "eth7");
		service.await(BACK);
		network.execute("sysctl", "-w", "net.ipv6.ip_nonlocal_bind=0");
	}

	private static TestService start(String address) {
		return TestService.start("--udp.address=" + address, "--udp.port=" + PORT,
				"--spring.main.web-application-type=none");
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
