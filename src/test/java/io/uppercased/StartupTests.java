package io.uppercased;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/** What the log shows at a start, and which configurations are refused. */
@ReadsLog
class StartupTests {

	@Test
	void logsTheConfigurationFilesAndWhereItListens(CapturedOutput output) {
		try (TestService service = TestService.start("--udp.receive-buffer=64KB", "--udp.listeners=2")) {
			assertThat(output.getOut().lines()).hasSize(2)
				.first()
				.asString()
				.contains("Configuration files, in order of precedence: ", "class path resource [application.yml]");
			assertThat(output.getOut().lines()).last()
				.asString()
				.contains("Listening on 127.0.0.1, UDP port " + service.port(), "2 listeners", "receive buffer 64 KiB",
						"health at http://localhost:" + service.webPort() + "/actuator/health");
		}
	}

	@Test
	void warnsOnceWhenTheKernelGrantsASmallerReceiveBuffer(CapturedOutput output) {
		try (TestService _ = TestService.startLibrary("--udp.receive-buffer=512MB", "--udp.listeners=2")) {
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("WARN"))
				.singleElement()
				.asString()
				.contains("instead of 524288 KiB", "net.core.rmem_max", "udp.receive-buffer");
		}
	}

	@Test
	void logsOnceThatTheKernelsDropsAreNotKnown(CapturedOutput output) {
		try (TestService _ = TestService.startLibrary("--udp.transport=nio", "--udp.listeners=2")) {
			assertThat(output).contains("Listening on").doesNotContain("health at");
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("no count of the kernel's drops"))
				.hasSize(1);
		}
	}

	@Test
	void warnsThatTheLivenessCannotBeWritten(CapturedOutput output, @TempDir Path directory) {
		Path file = directory.resolve("missing").resolve("liveness");
		try (TestService _ = TestService.startLibrary(LivenessFile.class, "--uppercased.liveness-file=" + file)) {
			await().untilAsserted(() -> assertThat(output).contains("Cannot write the liveness to " + file));
		}
	}

	@Test
	void warnsOfNothingWhenTheServerStartsAgain(CapturedOutput output) {
		try (TestService service = TestService.startLibrary("--udp.listeners=2")) {
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			ingress.stop();
			ingress.start();
			assertThat(ingress.isListening()).isTrue();
			assertThat(output.getOut().lines()).noneMatch((line) -> line.contains("WARN"));
		}
	}

	@Test
	void refusesAPortThatIsInUse(CapturedOutput output) throws SocketException {
		try (DatagramSocket other = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
			assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.port=" + other.getLocalPort()));
			assertThat(output).contains("UDP port " + other.getLocalPort() + " on 127.0.0.1 is in use", "'ss -aunp'",
					"choose another with 'udp.port'");
		}
	}

	@Test
	void refusesAPortThatTheListenersOfAnotherServiceShare(CapturedOutput output) {
		try (TestService other = TestService.startLibrary("--udp.listeners=2")) {
			assertThatException()
				.isThrownBy(() -> TestService.startLibrary("--udp.port=" + other.port(), "--udp.listeners=2"));
			assertThat(output).contains("UDP port %d on 127.0.0.1 is in use".formatted(other.port()),
					"both were started with 'udp.reuse-port'");
		}
	}

	@Test
	void sharesAPortWithAnotherServiceIfBothAreConfiguredTo(CapturedOutput output) {
		try (TestService first = TestService.startLibrary("--udp.reuse-port=true");
				TestService second = TestService.startLibrary("--udp.reuse-port=true", "--udp.port=" + first.port())) {
			assertThat(second.port()).isEqualTo(first.port());
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("Listening"))
				.hasSize(2)
				.allMatch((line) -> line
					.contains("UDP port %d, which other processes may share".formatted(first.port())));
		}
	}

	@Test
	void refusesAnAddressOfAnotherHost(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.address=203.0.113.1"));
		assertThat(output).contains("203.0.113.1 is not an address of this host", "Set 'udp.address'");
	}

	@Test
	void refusesAnInvalidValueAndSaysWhatIsValid(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.port=70000"));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "udp.port=70000 is not valid", "It must be from 0 to 65535.")
			.doesNotContain("\tat ");
		assertThat(output.getOut().lines()).filteredOn((line) -> !line.isBlank()).hasSizeLessThan(14);
	}

	@Test
	void refusesAMulticastAddress(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.address=224.0.0.1"));
		assertThat(output).contains("It is a multicast address. "
				+ "Set one of this host's own addresses, or none to listen on all of them.");
	}

	@Test
	void refusesATransformerThatDoesNotExist(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.transformer=shout"));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "No transformer bean has this name. There are: announce,")
			.doesNotContain("\tat ");
	}

}
