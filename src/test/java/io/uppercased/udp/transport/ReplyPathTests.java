package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replies reach the client although a path silently drops some packets. Skipped for users
 * who may not create a network namespace.
 */
@Tag("process")
@Timeout(20)
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
class ReplyPathTests {

	private final TransportFactory transports;

	ReplyPathTests(TransportFactory transports) {
		this.transports = transports;
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::" })
	void arriveIfAPathDropsPacketsThatMayNotBeFragmented(String address) {
		NetworkNamespace.run((network) -> {
			try (UdpTransport transport = open(address);
					UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
				network.execute("nft", "add table ip test");
				network.execute("nft", "add chain ip test in { type filter hook input priority 0; }");
				network.execute("nft", "add rule ip test in udp sport %d ip frag-off & 0x4000 != 0 drop"
					.formatted(transport.localAddress().getPort()));
				client.send("x".repeat(1400));
				client.send("y".repeat(1400));
				Echo.answer(transport.receive());
				assertThat(client.receive()).hasSize(1400);
				assertThat(client.receive()).hasSize(1400);
			}
		});
	}

	@Test
	void arriveWithoutSegmentationIfAPathDropsLargePackets() {
		NetworkNamespace.run((network) -> {
			TestSettings settings = settings("127.0.0.1");
			try (UdpTransport transport = this.transports.open(settings.segmentation(false).build());
					UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
				network.execute("nft", "add table netdev test");
				network.execute("nft", "add chain netdev test out { type filter hook egress device lo priority 0; }");
				network.execute("nft", "add rule netdev test out meta length > 300 drop");
				for (int i = 0; i < 10; i++) {
					client.send("x".repeat(100) + i);
				}
				Echo.answer(transport.receive());
				for (int i = 0; i < 10; i++) {
					assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("x".repeat(100) + i);
				}
			}
		});
	}

	private UdpTransport open(String address) throws IOException {
		return this.transports.open(settings(address).build());
	}

	private static TestSettings settings(String address) {
		return TestSettings.builder().address(InetAddress.ofLiteral(address));
	}

}
