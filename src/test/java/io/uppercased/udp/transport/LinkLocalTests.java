package io.uppercased.udp.transport;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.TestSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that write to the service's link-local address. Skipped for users who may not
 * create a network namespace.
 */
@Tag("process")
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
class LinkLocalTests {

	private final TransportFactory transports;

	LinkLocalTests(TransportFactory transports) {
		this.transports = transports;
	}

	@Timeout(10)
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void getAReplyIfTheyHaveAGlobalOrALinkLocalAddress(boolean global) {
		NetworkNamespace.run((network) -> {
			int scope = network.addInterface("test", "2001:db8::1/64", "fe80::1/64");
			InetAddress globalAddress = InetAddress.ofLiteral("2001:db8::1");
			InetAddress linkLocal = Inet6Address.getByAddress(null, InetAddress.ofLiteral("fe80::1").getAddress(),
					scope);
			try (UdpTransport transport = this.transports.open(TestSettings.builder().build());
					DatagramSocket client = new DatagramSocket(0, global ? globalAddress : linkLocal)) {
				byte[] message = "hello".getBytes(StandardCharsets.US_ASCII);
				// The first may be lost while the interface is new.
				for (int received = 0; received == 0;) {
					client.send(
							new DatagramPacket(message, message.length, linkLocal, transport.localAddress().getPort()));
					Burst burst = transport.receive();
					received = burst.size();
					Echo.answer(burst);
				}
				client.setSoTimeout(5000);
				DatagramPacket reply = new DatagramPacket(new byte[100], 100);
				client.receive(reply);
				assertThat(reply.getLength()).isEqualTo(message.length);
				if (transport.capabilities().contains(Capability.DESTINATION_ADDRESS)) {
					assertThat(reply.getAddress()).isEqualTo(linkLocal);
				}
			}
		});
	}

}
