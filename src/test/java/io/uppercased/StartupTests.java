package io.uppercased;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;

import io.uppercased.flow.UdpIngress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What a person sees who starts the service.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupTests {

	@Test
	void saysWhereItListensInOneLine(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start("--udp.address=127.0.0.1", "--udp.port=0",
				"--udp.receive-buffer=64KB", "--udp.listeners=2", "--server.port=0")) {
			int port = context.getBean(UdpIngress.class).getPort();
			String webPort = context.getEnvironment().getProperty("local.server.port");
			assertThat(output.getOut().lines()).singleElement()
				.asString()
				.contains("Listening on 127.0.0.1, UDP port " + port, "2 listeners", "receive buffer 64 KiB",
						"health at http://localhost:" + webPort + "/actuator/health");
		}
	}

	@Test
	void warnsOnceWhenTheKernelGrantsASmallerReceiveBuffer(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start("--udp.receive-buffer=512MB", "--udp.port=0",
				"--udp.listeners=2", "--server.port=0")) {
			assertThat(context.isRunning()).isTrue();
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("WARN"))
				.singleElement()
				.asString()
				.contains("524288 KiB were asked for", "net.core.rmem_max", "udp.receive-buffer");
		}
	}

	@Test
	void refusesAPortThatIsTaken(CapturedOutput output) throws SocketException {
		try (DatagramSocket other = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
			assertThatException().isThrownBy(
					() -> start("--udp.address=127.0.0.1", "--udp.port=" + other.getLocalPort(), "--server.port=0"));
			assertThat(output).contains("UDP port " + other.getLocalPort() + " on 127.0.0.1 is in use",
					"choose another with 'udp.port'");
		}
	}

	@Test
	void refusesAnAddressOfAnotherHost(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--udp.address=203.0.113.1", "--server.port=0"));
		assertThat(output).contains("203.0.113.1 is not an address of this host", "Set 'udp.address'");
	}

	@ParameterizedTest
	@CsvSource({ "--udp.port=70000, udp.port, less than or equal to 65535",
			"--udp.burst-size=0, udp.burst-size, greater than or equal to 1",
			"--udp.listeners=0, udp.listeners, greater than or equal to 1",
			"--udp.max-payload=70000B, udp.max-payload, from 1B to 65507B",
			"--udp.receive-buffer=0B, udp.receive-buffer, from 1B to",
			"--udp.refused-source-ports=9-1, udp.refused-source-ports, from a lower to a higher port",
			"--udp.transformer=shout, udp.transformer, 'no such transformer, but announce, uppercase'",
			"--udp.address=300.0.0.1, udp.address, InetAddress",
			"--udp.live-view.send=perhaps, udp.live-view.send, boolean" })
	void refusesAnInvalidValueAndSaysWhatIsValid(String argument, String property, String hint, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(argument, "--server.port=0"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.containsIgnoringCase(property)
			.containsIgnoringCase(hint);
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return SpringApplication.run(UppercasedApplication.class, arguments);
	}

}
