package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The address and the link that replies leave from. Skipped for users who may not create
 * a network namespace.
 */
@Tag("process")
@Timeout(20)
@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
class LinuxAddressesTests {

	@ParameterizedTest
	@CsvSource({ "2001:db8:1::5, ::1", "198.51.100.5, 127.0.0.1" })
	void leaveFromAnAddressThatIsLocalButOnNoInterface(String target, String source) {
		NetworkNamespace.run((network) -> {
			network.execute("ip", "-6", "route", "add", "local", "2001:db8:1::/64", "dev", "lo");
			network.execute("ip", "route", "add", "local", "198.51.100.0/24", "dev", "lo");
			try (UdpTransport transport = open("::");
					DatagramSocket client = new DatagramSocket(0, InetAddress.ofLiteral(source))) {
				send(client, InetAddress.ofLiteral(target), transport.localAddress().getPort());
				Echo.answer(transport.receive());
				assertThat(replySource(client)).isEqualTo(InetAddress.ofLiteral(target));
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "ff02::1, ::", "224.0.0.1, 0.0.0.0" })
	void neverLeaveFromAMulticastAddress(String group, String address) {
		NetworkNamespace.run((network) -> {
			int scope = network.addInterface("test", "2001:db8::1/64", "192.0.2.1/24");
			network.execute("ip", "route", "add", "224.0.0.0/4", "dev", "test");
			network.execute("sysctl", "-w", "net.ipv6.ip_nonlocal_bind=1");
			InetAddress target = InetAddress.ofLiteral(group);
			if (target instanceof Inet6Address) {
				target = Inet6Address.getByAddress(null, target.getAddress(), scope);
			}
			try (UdpTransport transport = open(address); DatagramSocket client = new DatagramSocket()) {
				send(client, target, transport.localAddress().getPort());
				Burst burst = transport.receive();
				Echo.answer(burst);
				assertThat(burst).isNotEmpty().extracting(Datagram::dropReason).containsOnly(DropReason.REFUSED_SOURCE);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "::" })
	void leaveByTheLinkThatALinkLocalSenderIsOn(String address) {
		NetworkNamespace.run((network) -> {
			try (UdpTransport transport = open(address)) {
				List<DatagramSocket> clients = List.of(network.attach("one", "169.254.0.1/16", "169.254.1.1/16"),
						network.attach("two", "169.254.0.2/16", "169.254.2.2/16"));
				for (DatagramSocket client : clients) {
					InetAddress server = InetAddress.ofLiteral("169.254.0." + (clients.indexOf(client) + 1));
					Burst burst = transport.poll();
					while (burst.size() == 0) {
						send(client, server, transport.localAddress().getPort());
						burst = transport.receive();
					}
					Echo.answer(burst);
					assertThat(replySource(client)).isEqualTo(server);
				}
				clients.forEach(DatagramSocket::close);
			}
		});
	}

	private static UdpTransport open(String address) throws IOException {
		return LinuxTransport.open(TestSettings.builder().address(InetAddress.ofLiteral(address)).build());
	}

	private static void send(DatagramSocket client, InetAddress target, int port) throws IOException {
		client.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress(target, port)));
	}

	private static InetAddress replySource(DatagramSocket client) throws IOException {
		client.setSoTimeout(5000);
		DatagramPacket reply = new DatagramPacket(new byte[100], 100);
		client.receive(reply);
		return reply.getAddress();
	}

}
