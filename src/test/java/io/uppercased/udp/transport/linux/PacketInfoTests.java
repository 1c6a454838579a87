package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.AfterEach;
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

/**
 * Which sockets receive and send packet info. It costs processor time for each datagram.
 */
@EnabledOnOs(OS.LINUX)
class PacketInfoTests {

	private static final int STAMP = ControlMessages.HEADER_SIZE + ControlMessages.TIMESPEC_SIZE;

	private final Arena arena = Arena.ofConfined();

	private final Memory header = new Memory(this.arena.allocate(Mmsghdr.SIZE, 64));

	@AfterEach
	void free() {
		this.arena.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.2", "::1" })
	void isNeitherReceivedNorSentWhenBoundToOneAddress(String address) throws IOException {
		try (LinuxSocket socket = open(address)) {
			LinuxDatagram datagram = receive(socket, address);
			assertThat(datagram.addresses().localAddress())
				.isEqualTo(new InetSocketAddress(address, socket.localAddress().getPort()));
			assertThat(controlLength()).isEqualTo(STAMP);
			assertThat(sentControlLength(datagram, 1)).isZero();
			assertThat(sentControlLength(datagram, 2)).as("segment size")
				.isEqualTo(ControlMessages.HEADER_SIZE + Long.BYTES);
		}
	}

	@ParameterizedTest
	@CsvSource({ "0.0.0.0, 127.0.0.2", "::, 127.0.0.2", "::, ::1" })
	void isReceivedAndSentWhenBoundToAllAddresses(String address, String target) throws IOException {
		try (LinuxSocket socket = open(address)) {
			LinuxDatagram datagram = receive(socket, target);
			int length = ControlMessages.HEADER_SIZE
					+ (address.equals("::") ? LinuxAddresses.IPV6_PKTINFO_SIZE : LinuxAddresses.IPV4_PKTINFO_SIZE);
			assertThat(datagram.addresses().localAddress().getAddress()).isEqualTo(InetAddress.ofLiteral(target));
			assertThat(controlLength()).isEqualTo(STAMP + ControlMessages.align(length));
			assertThat(sentControlLength(datagram, 1)).isEqualTo(length);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.255.255.255", "255.255.255.255", "224.0.0.1", "ff01::1%lo" })
	void isReceivedWhenBoundToAnAddressThatIsNotUnicast(String address) throws IOException {
		try (LinuxSocket socket = open(address)) {
			assertThat(socket.packetInfo()).isTrue();
		}
	}

	@Test
	@Tag("process")
	@Timeout(20)
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void isReceivedWhenBoundToALinkLocalAddress() {
		NetworkNamespace.run((network) -> {
			int number = network.addInterface("test", "192.0.2.1/24", "169.254.0.1/16", "2001:db8::1/64", "fe80::1/64");
			network.execute("ip", "route", "add", "local", "198.51.100.0/24", "dev", "lo");
			for (String address : new String[] { "169.254.0.1", "fe80::1%" + number }) {
				try (LinuxSocket socket = open(address)) {
					assertThat(socket.packetInfo()).as(address).isTrue();
				}
			}
			for (String address : new String[] { "192.0.2.1", "198.51.100.5", "2001:db8::1" }) {
				try (LinuxSocket socket = open(address)) {
					assertThat(socket.packetInfo()).as(address).isFalse();
				}
			}
		});
	}

	private static LinuxSocket open(String address) throws IOException {
		return LinuxSocket.open(TestSettings.builder().address(InetAddress.getByName(address)).build());
	}

	private LinuxDatagram receive(LinuxSocket socket, String target) {
		LinuxDatagram datagram = new LinuxDatagram(new Memory(this.arena.allocate(LinuxDatagram.SIZE, 64)),
				this.header.bytes(), 100, socket.localAddress());
		datagram.prepareToReceive(true);
		try (UdpClient client = UdpClient.connected(target, socket.localAddress().getPort())) {
			client.send("message");
			assertThat(socket.descriptor().recvmmsg(this.header.segment(), 1, 0)).isOne();
		}
		assertThat(datagram.received()).isTrue();
		datagram.reply(datagram.message());
		return datagram;
	}

	private long controlLength() {
		return this.header.bytes().getLong(Mmsghdr.CONTROL_LENGTH);
	}

	private long sentControlLength(LinuxDatagram datagram, int replies) {
		ByteBuffer sent = new Memory(this.arena.allocate(Mmsghdr.SIZE, 64)).bytes();
		datagram.putAddresses(sent, 0, replies);
		return sent.getLong(Mmsghdr.CONTROL_LENGTH);
	}

}
