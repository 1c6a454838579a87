package io.uppercased.config;

import io.uppercased.testing.TestService;
import io.uppercased.transport.TransportFactory;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.UdpTransport;
import io.uppercased.transport.UnfitSocketException;
import io.uppercased.transport.UnfitSocketException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What the configuration makes of sockets that are handed over.
 */
@ExtendWith(OutputCaptureExtension.class)
class InheritedSocketTests {

	@ParameterizedTest
	@CsvSource({ "udp.transport, nio, take the linux transport", "udp.listeners, 3, which is 2. Leave it out",
			"udp.reuse-port, true, in the socket unit says so" })
	void whatContradictsThemIsRefused(String name, String value, String words) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> TransportConfiguration.check(new TwoSockets(), properties(name, value)))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(name))
			.withMessageContaining(words);
	}

	@ParameterizedTest
	@CsvSource({ "udp.transport, linux", "udp.listeners, 1", "udp.listeners, 2" })
	void whatFitsThemIsNot(String name, String value) {
		assertThatNoException()
			.isThrownBy(() -> TransportConfiguration.check(new TwoSockets(), properties(name, value)));
	}

	@Test
	void oneThatCannotBeServedEndsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.start(TcpSocket.class));
		assertThat(output).contains("File descriptor 3, which systemd hands over (LISTEN_FDS), is not a UDP socket.",
				"use 'ListenDatagram='");
	}

	private static UdpProperties properties(String name, String value) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		source.put(name, value);
		return new Binder(source).bind("udp", Bindable.of(UdpProperties.class)).get();
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

	/**
	 * Finds what the linux transport would find.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class TcpSocket {

		@Bean
		@Primary
		TransportFactory tcpSocket() {
			return (settings) -> {
				throw new UnfitSocketException(3, Reason.NOT_UDP);
			};
		}

	}

}
