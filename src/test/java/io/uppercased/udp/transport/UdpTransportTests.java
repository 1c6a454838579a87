package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.transport.OpenFailedException.Reason;
import io.uppercased.udp.transport.linux.LinuxTransport;
import io.uppercased.udp.transport.nio.NioTransport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The addresses, the opening and the closing of a {@link UdpTransport}. */
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
@Execution(ExecutionMode.CONCURRENT)
public class UdpTransportTests extends TransportContract {

	public static Stream<Named<TransportFactory>> transports() {
		Stream<Named<TransportFactory>> nio = Stream.of(Named.of("nio", NioTransport::open));
		return OS.LINUX.isCurrentOs() ? Stream.concat(nio, Stream.of(Named.of("linux", LinuxTransport::open))) : nio;
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void servesBothFamiliesOnAllAddresses(String loopback) throws IOException {
		open(null, Datagram.MAX_PAYLOAD);
		this.client.close();
		this.client = new DatagramSocket(0, InetAddress.ofLiteral(loopback));
		this.client.setSoTimeout(5000);
		this.client.connect(InetAddress.ofLiteral(loopback), this.transport.localAddress().getPort());
		sendNumbers(1);
		receive(1);
		assertThat(this.burst.get(0).addresses().source()).isEqualTo(this.client.getLocalSocketAddress());
		assertThat(this.burst.get(0).addresses().localAddress().getPort())
			.isEqualTo(this.transport.localAddress().getPort());
		Echo.answer(this.burst);
		assertThat(reply()).isEqualTo("0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.2", "::1" })
	void repliesFromTheOneAddressThatItIsBoundTo(String address) throws IOException {
		open(address, Datagram.MAX_PAYLOAD);
		this.client.close();
		this.client = new DatagramSocket(0, InetAddress.ofLiteral(address.equals("::1") ? "::1" : "127.0.0.1"));
		this.client.setSoTimeout(5000);
		this.client.connect(this.transport.localAddress());
		sendNumbers(3);
		receive(3);
		assertThat(this.burst).extracting((datagram) -> datagram.addresses().localAddress())
			.containsOnly(this.transport.localAddress());
		Echo.answer(this.burst);
		assertThat(List.of(reply(), reply(), reply())).containsExactly("0", "1", "2");
	}

	@Test
	void receivesNoBroadcastWhenBoundToOneAddress() throws IOException {
		this.client.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral("127.255.255.255"),
				this.transport.localAddress().getPort()));
		sendNumbers(1);
		receive(1);
		assertThat(texts()).containsExactly("0");
	}

	@Test
	void returnsTheSourceAsNumbers() throws IOException {
		sendNumbers(1);
		receive(1);
		assertThat(this.burst.get(0).addresses().sourcePort()).isEqualTo(this.client.getLocalPort());
		assertThat(this.burst.get(0).addresses().localAddress().getPort())
			.isEqualTo(this.transport.localAddress().getPort());
		assertThat(this.burst.get(0).addresses().sourceHigh()).isZero();
		assertThat(this.burst.get(0).addresses().sourceLow()).isEqualTo(0xffff_7f00_0001L);
		open("::1", Datagram.MAX_PAYLOAD);
		this.client.close();
		this.client = new DatagramSocket(0, InetAddress.ofLiteral("::1"));
		sendNumbers(1);
		receive(1);
		assertThat(this.burst.get(0).addresses().sourcePort()).isEqualTo(this.client.getLocalPort());
		assertThat(this.burst.get(0).addresses().sourceHigh()).isZero();
		assertThat(this.burst.get(0).addresses().sourceLow()).isEqualTo(1);
	}

	@Test
	void reportsTheAddressThatItIsBoundTo() throws IOException {
		assertThat(this.transport.localAddress().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
		assertThat(this.transport.localAddress().getPort()).isPositive();
		assertThat(this.transport.receiveBuffer()).isPositive();
	}

	@Test
	void setsTheReceiveBuffer() throws IOException {
		this.transport.close();
		this.transport = this.transports.open(settings().receiveBuffer(8192).build());
		assertThat(this.transport.receiveBuffer()).isEqualTo(8192);
	}

	@Test
	void doesNotOpenAPortThatIsInUse() {
		int port = this.transport.localAddress().getPort();
		assertThatExceptionOfType(OpenFailedException.class)
			.isThrownBy(() -> this.transports.open(settings().port(port).build()))
			.satisfies((ex) -> {
				assertThat(ex.reason()).isEqualTo(Reason.PORT_IN_USE);
				assertThat(ex).hasMessageStartingWith("UDP port %d on ".formatted(port));
			});
	}

	@Test
	void doesNotOpenAnAddressOfAnotherHost() {
		assertThatExceptionOfType(OpenFailedException.class)
			.isThrownBy(() -> this.transports.open(settings().address(InetAddress.ofLiteral("203.0.113.1")).build()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.ADDRESS_NOT_LOCAL));
	}

	@Test
	void sharesAPort() throws IOException {
		TransportSettings shared = settings().sharing(PortSharing.ANY).build();
		try (UdpTransport first = this.transports.open(shared);
				UdpTransport second = this.transports.open(shared.joining(first.localAddress().getPort()))) {
			assertThat(second.localAddress()).isEqualTo(first.localAddress());
		}
	}

	@Test
	void opensAFreePortThatLaterSocketsMayShare() throws IOException {
		TransportSettings settings = settings().sharing(PortSharing.LATER).build();
		try (UdpTransport first = this.transports.open(settings);
				UdpTransport second = this.transports.open(settings.joining(first.localAddress().getPort()))) {
			assertThat(second.localAddress()).isEqualTo(first.localAddress());
			TransportSettings same = settings().port(first.localAddress().getPort()).sharing(PortSharing.LATER).build();
			assertThatExceptionOfType(OpenFailedException.class).isThrownBy(() -> this.transports.open(same))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.PORT_IN_USE));
		}
	}

	@Test
	@Tag("process")
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void sharesNoPortThatTheKernelChooses() {
		NetworkNamespace.run((network) -> {
			network.leaveOnePort(40_000);
			TransportSettings shared = settings().sharing(PortSharing.ANY).build();
			try (UdpTransport other = this.transports.open(shared.joining(40_000))) {
				assertThat(other.localAddress().getPort()).isEqualTo(40_000);
				assertThatExceptionOfType(OpenFailedException.class).isThrownBy(() -> this.transports.open(shared));
			}
			// A process that another test starts at this moment may still have the closed
			// socket.
			UdpTransport free = await().pollInSameThread()
				.ignoreException(OpenFailedException.class)
				.until(() -> this.transports.open(shared), Objects::nonNull);
			try (UdpTransport first = free; UdpTransport second = this.transports.open(shared.joining(40_000))) {
				assertThat(second.localAddress()).isEqualTo(first.localAddress());
			}
		});
	}

	@Test
	void doesNotReceiveWhenItIsClosed() {
		this.transport.close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.transport.receive());
	}

	@Test
	void endsAReceiveWhenItIsClosed() {
		CompletableFuture<Void> receiving = CompletableFuture.runAsync(() -> {
			while (true) {
				try {
					this.transport.receive();
				}
				catch (ClosedChannelException ex) {
					return;
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}
		});
		this.transport.close();
		assertThat(receiving).succeedsWithin(Duration.ofSeconds(5));
	}

	@Test
	void reportsItsCapabilities() throws IOException {
		assertThat(this.transport.capabilities()).contains(Capability.DESTINATION_ADDRESS);
		open(null, Datagram.MAX_PAYLOAD);
		boolean linux = this.transport.name().equals("linux");
		for (Capability capability : EnumSet.of(Capability.DESTINATION_ADDRESS, Capability.KERNEL_DROPS,
				Capability.STOP_ACCEPTING)) {
			assertThat(this.transport.capabilities().contains(capability)).as(capability.name()).isEqualTo(linux);
		}
	}

}
