package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;

import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.transport.OpenFailedException;
import io.uppercased.udp.transport.OpenFailedException.Reason;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.nio.NioTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/** The configuration of a service to which systemd hands over sockets. */
@Execution(ExecutionMode.CONCURRENT)
class InheritedSocketTests {

	@ParameterizedTest
	@CsvSource({ "udp.transport, nio, need the linux transport", "udp.listeners, 3, hands over 2 sockets",
			"udp.reuse-port, true, in the socket unit instead" })
	void aPropertyThatContradictsThemIsRefused(String name, String value, String words) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> UdpTransportConfiguration.check(new TwoSockets(), BoundProperties.library(name, value)))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(name))
			.withMessageContaining(words);
	}

	@ParameterizedTest
	@CsvSource({ "udp.transport, linux", "udp.listeners, 1", "udp.listeners, 2" })
	void aPropertyThatAgreesWithThemIsAccepted(String name, String value) {
		assertThatNoException()
			.isThrownBy(() -> UdpTransportConfiguration.check(new TwoSockets(), BoundProperties.library(name, value)));
	}

	@Test
	void aSocketThatCannotBeServedIsRefused() {
		AnalyzingTransportFactory sockets = new AnalyzingTransportFactory((settings) -> {
			throw new OpenFailedException(3, Reason.NOT_UDP);
		}, new MemoryNeeds(1, 64, 0, 192));
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> sockets.open(TestSettings.builder().build()))
			.satisfies((ex) -> {
				assertThat(ex.analysis().getDescription())
					.contains("File descriptor 3, which systemd hands over (LISTEN_FDS), is not a UDP socket.");
				assertThat(ex.analysis().getAction()).contains("use 'ListenDatagram='");
			});
	}

	@Test
	void noSocketAnswersThePortOfAnother() throws IOException {
		try (TestService service = TestService.startLibrary(TwoPorts.class)) {
			List<Integer> ports = service.context()
				.getBean(UdpIngress.class)
				.transports()
				.stream()
				.map((transport) -> transport.localAddress().getPort())
				.toList();
			assertThat(ports).doesNotHaveDuplicates();
			for (int from : ports) {
				try (DatagramSocket client = new DatagramSocket(from, InetAddress.ofLiteral("127.0.0.2"))) {
					for (int to : ports) {
						client.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral("127.0.0.1"), to));
					}
				}
			}
			await().untilAsserted(() -> assertThat(service.dropped("refused_port")).isEqualTo(4));
			assertThat(service.sent()).isZero();
		}
	}

	private static final class TwoSockets implements TransportFactory {

		@Override
		public UdpTransport open(TransportSettings settings) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int count(int wanted) {
			return 2;
		}

	}

	/** Opens two sockets, each on its own port. */
	@TestConfiguration(proxyBeanMethods = false)
	static class TwoPorts {

		@Bean
		@Primary
		TransportFactory twoPorts() {
			return new TransportFactory() {

				@Override
				public UdpTransport open(TransportSettings settings) throws IOException {
					return NioTransport
						.open(TestSettings.builder().address(InetAddress.ofLiteral("127.0.0.1")).build());
				}

				@Override
				public int count(int wanted) {
					return 2;
				}

			};
		}

	}

}
