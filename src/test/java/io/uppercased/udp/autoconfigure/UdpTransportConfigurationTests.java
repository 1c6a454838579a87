package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;

import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
class UdpTransportConfigurationTests {

	@Test
	void everySettingReachesTheTransport() {
		assertThat(settings("udp.address", "127.0.0.2", "udp.port", "0", "udp.reuse-port", "true", "udp.receive-buffer",
				"64KB", "udp.burst-size", "3", "udp.max-payload", "100B", "udp.segmentation", "false"))
			.isEqualTo(new TransportSettings(InetAddress.ofLiteral("127.0.0.2"), 0, PortSharing.ANY, 65_536, 3, 100,
					false));
	}

	@Test
	void listenersShareAPortAmongThemselvesOnlyAndOneSharesNone() {
		assertThat(settings().sharing()).isEqualTo(PortSharing.NONE);
		assertThat(settings("udp.listeners", "2").sharing()).isEqualTo(PortSharing.LATER);
	}

	private static TransportSettings settings(String... properties) {
		return new UdpTransportConfiguration().udpTransportSettings(BoundProperties.library(properties));
	}

	@Test
	void theTransportIsTheOneThatIsNamed() throws IOException {
		try (UdpTransport transport = new UdpTransportConfiguration()
			.udpTransportFactory(BoundProperties.library("udp.transport", "nio"))
			.open(TestSettings.builder().build())) {
			assertThat(transport.name()).isEqualTo("nio");
		}
	}

}
