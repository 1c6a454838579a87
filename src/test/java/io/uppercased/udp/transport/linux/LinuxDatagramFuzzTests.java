package io.uppercased.udp.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.uppercased.udp.transport.Datagram;
import org.junit.jupiter.api.AfterEach;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receives datagrams with control data that no kernel would write, and answers them
 * together. Runs on its corpus, or for longer as CONTRIBUTING.md says.
 */
class LinuxDatagramFuzzTests {

	private static final int CONTROL = 32;

	private static final int CONTROL_SIZE = 72;

	private static final int PAYLOAD = CONTROL + CONTROL_SIZE + 24 + 16;

	private static final byte[] REPLY = { 'a', 'b', 'c' };

	private final Arena arena = Arena.ofConfined();

	private final Memory memory = new Memory(this.arena.allocate(LinuxDatagram.SIZE, 64));

	private final ByteBuffer received = new Memory(this.arena.allocate(Mmsghdr.SIZE, 64)).bytes();

	private final ByteBuffer sent = new Memory(this.arena.allocate(Mmsghdr.SIZE, 64)).bytes();

	@AfterEach
	void free() {
		this.arena.close();
	}

	@FuzzTest(maxDuration = "10m")
	void answersWithAnyControlData(byte[] control) {
		exchange(control, false);
		exchange(control, true);
	}

	private void exchange(byte[] control, boolean ipv6) {
		InetSocketAddress bound = new InetSocketAddress(InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0"), 12_000);
		LinuxDatagram datagram = new LinuxDatagram(this.memory, this.received, REPLY.length, bound);
		datagram.prepareToReceive(true);
		receive(control, ipv6);
		datagram.received();
		assertThat(datagram.ageNanos(Instant.now())).isNotNegative();
		assertThat(datagram.addresses().localAddress().getPort()).isEqualTo(12_000);
		datagram.reply(ByteBuffer.wrap(REPLY));
		boolean together = datagram.canGoWith(datagram);
		InetSocketAddress localAddress = datagram.addresses().localAddress();
		datagram.putAddresses(this.sent, 0, together ? 2 : 1);
		checkWhatIsSent(together, localAddress, bound);
		assertThat(datagram.reply()).isEqualTo(ByteBuffer.wrap(REPLY));
		assertThat(datagram.state()).isEqualTo(Datagram.State.REPLIED);
	}

	// As the kernel leaves it: what does not fit is cut off.
	private void receive(byte[] control, boolean ipv6) {
		this.memory.segment().asSlice(0, PAYLOAD).fill((byte) 0);
		this.memory.bytes().putShort(SocketAddresses.FAMILY, ipv6 ? Constants.AF_INET6 : Constants.AF_INET);
		int size = Math.min(control.length, CONTROL_SIZE);
		MemorySegment.copy(control, 0, this.memory.segment(), JAVA_BYTE, CONTROL, size);
		this.received.putLong(Mmsghdr.CONTROL_LENGTH, control.length);
		this.received.putInt(Mmsghdr.LENGTH, REPLY.length);
	}

	/**
	 * Looks at the control messages of a reply: at most the local address and the size of
	 * its parts, both whole, and within the datagram's room for them.
	 */
	private void checkWhatIsSent(boolean together, InetSocketAddress localAddress, InetSocketAddress bound) {
		int at = (int) (this.sent.getLong(Mmsghdr.CONTROL) - this.memory.address());
		int length = (int) this.sent.getLong(Mmsghdr.CONTROL_LENGTH);
		if (length == 0) {
			assertThat(together).isFalse();
			return;
		}
		assertThat(at).isGreaterThanOrEqualTo(CONTROL);
		assertThat(at + length).isLessThanOrEqualTo(PAYLOAD - 16);
		Memory copy = new Memory(this.arena.allocate(LinuxAddresses.SIZE, 8));
		copy.bytes()
			.put(0, this.memory.bytes(), 0, CONTROL)
			.put(CONTROL, this.memory.bytes(), at, Math.min(length, CONTROL_SIZE));
		LinuxAddresses addresses = new LinuxAddresses(copy, bound);
		addresses.received(CONTROL + Math.min(length, CONTROL_SIZE));
		assertThat(addresses.localAddress()).isEqualTo(localAddress);
		int segment = ControlMessages.find(this.memory.bytes(), at, at + length, Constants.IPPROTO_UDP,
				Constants.UDP_SEGMENT, Short.BYTES);
		assertThat(segment != ControlMessages.NONE).isEqualTo(together);
		if (together) {
			assertThat(this.memory.bytes().getShort(segment)).isEqualTo((short) REPLY.length);
			assertThat(at + length - segment).isEqualTo(ControlMessages.align(Short.BYTES));
		}
	}

}
