package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A socket that leaves its port by connect(2). */
@EnabledOnOs(OS.LINUX)
class StopAcceptingTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "127.0.0.2, 127.0.0.2", "::1, ::1", "0.0.0.0, 127.0.0.1", "0.0.0.0, 127.0.0.2",
			", 127.0.0.1", ", 127.0.0.2", ", ::1" })
	void answersQueuedDatagramsAndRefusesNewOnes(@Nullable String address, String target) throws IOException {
		try (UdpTransport transport = open(address);
				UdpClient client = UdpClient.connected(target, transport.localAddress().getPort());
				UdpClient late = UdpClient.connected(target, transport.localAddress().getPort())) {
			client.send("before");
			client.send("BEFORE");
			transport.stopAccepting();
			late.send("after");
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(late::receive)
				.withCauseInstanceOf(PortUnreachableException.class);
			Burst burst = transport.poll();
			assertThat(burst).hasSize(2)
				.allMatch((datagram) -> datagram.addresses().localAddress().equals(client.server()));
			Echo.answer(burst);
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("before");
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("BEFORE");
			assertThat(transport.poll()).isEmpty();
			assertThat(transport.drops()).isZero();
		}
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "::1, ::1", "0.0.0.0, 127.0.0.1", ", 127.0.0.1", ", ::1" })
	void leavesNewDatagramsToTheOtherSocketsOfThePort(@Nullable String address, String target) throws IOException {
		TransportSettings shared = settings(address).sharing(PortSharing.ANY).build();
		try (UdpTransport leaving = LinuxTransport.open(shared);
				UdpTransport staying = LinuxTransport.open(shared.joining(leaving.localAddress().getPort()))) {
			int port = leaving.localAddress().getPort();
			leaving.stopAccepting();
			List<UdpClient> clients = new ArrayList<>();
			for (int i = 0; i < 32; i++) {
				clients.add(UdpClient.connected(target, port));
				clients.getLast().send("hello");
			}
			assertThat(leaving.poll()).isEmpty();
			Echo.answer(staying.poll());
			for (UdpClient client : clients) {
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
				client.close();
			}
		}
	}

	@Timeout(10)
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@Tag("process")
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void answersQueuedDatagramsFromTheAddressesOfAnInterface(boolean loopback) {
		NetworkNamespace.run((network) -> {
			int scope = network.addInterface("test", "192.0.2.1/24", "2001:db8::1/64", "fe80::1/64");
			if (!loopback) {
				network.execute("ip", "address", "delete", "::1/128", "dev", "lo");
			}
			try (UdpTransport transport = open(null)) {
				int port = transport.localAddress().getPort();
				List<UdpClient> clients = Stream.of("192.0.2.1", "2001:db8::1", "fe80::1%" + scope)
					.map((address) -> UdpClient.connected(address, port))
					.toList();
				// The first may be lost while the interface is new.
				for (UdpClient client : clients) {
					for (int received = 0; received == 0; received = transport.receive().size()) {
						client.send("first");
					}
				}
				clients.forEach((client) -> client.send("hello"));
				transport.stopAccepting();
				Echo.answer(transport.poll());
				for (UdpClient client : clients) {
					assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
					client.send("new");
					assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(client::receive)
						.withCauseInstanceOf(PortUnreachableException.class);
					client.close();
				}
				assertThat(transport.poll()).isEmpty();
				assertThat(transport.drops()).isZero();
			}
		});
	}

	@Test
	@Tag("process")
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void leavesThePortIfIpv6IsDisabled() {
		NetworkNamespace.run((network) -> {
			network.execute("sysctl", "-w", "net.ipv6.conf.all.disable_ipv6=1");
			TransportSettings shared = settings(null).sharing(PortSharing.ANY).build();
			try (UdpTransport leaving = LinuxTransport.open(shared);
					UdpTransport staying = LinuxTransport.open(shared.joining(leaving.localAddress().getPort()))) {
				leaving.stopAccepting();
				for (int i = 0; i < 32; i++) {
					try (UdpClient client = UdpClient.connected("127.0.0.1", leaving.localAddress().getPort())) {
						client.send("hello");
						Echo.answer(staying.poll());
						assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
					}
				}
				assertThat(leaving.drops()).isZero();
			}
		});
	}

	@Test
	@Tag("process")
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void dropsAndCountsNewDatagramsIfThereIsNoLoopbackToConnectTo() {
		NetworkNamespace.run((network) -> {
			network.addInterface("test", "192.0.2.1/24");
			try (UdpTransport transport = open("0.0.0.0");
					UdpClient client = UdpClient.connected("192.0.2.1", transport.localAddress().getPort())) {
				client.send("before");
				network.removeLoopbackAddresses();
				transport.stopAccepting();
				client.send("after");
				Echo.answer(transport.poll());
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("before");
				assertThat(transport.poll()).isEmpty();
				assertThat(transport.drops()).isEqualTo(1);
			}
		});
	}

	private static LinuxTransport open(@Nullable String address) throws IOException {
		return LinuxTransport.open(settings(address).build());
	}

	private static TestSettings settings(@Nullable String address) {
		return TestSettings.builder()
			.address((address != null) ? InetAddress.ofLiteral(address) : null)
			.receiveBuffer(1 << 20);
	}

}
