package io.uppercased.udp.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.linux.Layouts.Cmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Mmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Sockaddr;
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

	private final Memory received = new Memory(this.arena.allocate(Mmsghdr.SIZE, 64));

	private final Memory sent = new Memory(this.arena.allocate(Mmsghdr.SIZE, 64));

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
		LinuxDatagram datagram = new LinuxDatagram(this.memory, this.received, REPLY.length,
				new LocalAddresses(ipv6, bound, true));
		datagram.prepareToReceive(true);
		receive(control);
		datagram.received();
		assertThat(datagram.ageNanos(Instant.now())).isNotNegative();
		assertThat(datagram.localAddress().getPort()).isEqualTo(12_000);
		datagram.reply(ByteBuffer.wrap(REPLY));
		boolean together = datagram.canGoWith(datagram);
		InetSocketAddress localAddress = datagram.localAddress();
		datagram.putAddresses(this.sent, 0, together ? 2 : 1);
		checkWhatIsSent(ipv6, together, localAddress, bound);
		assertThat(datagram.reply()).isEqualTo(ByteBuffer.wrap(REPLY));
		assertThat(datagram.state()).isEqualTo(Datagram.State.REPLIED);
	}

	// As the kernel leaves it: what does not fit is cut off.
	private void receive(byte[] control) {
		this.memory.segment().asSlice(0, PAYLOAD).fill((byte) 0);
		this.memory.setShort(Sockaddr.FAMILY, Constants.AF_INET);
		int size = Math.min(control.length, CONTROL_SIZE);
		MemorySegment.copy(control, 0, this.memory.segment(), JAVA_BYTE, CONTROL, size);
		this.received.setLong(Mmsghdr.CONTROL_LENGTH, control.length);
		this.received.setInt(Mmsghdr.LENGTH, REPLY.length);
	}

	/**
	 * Looks at the control messages of a reply: at most the local address and the size of
	 * its parts, both whole, and within the datagram's room for them.
	 */
	private void checkWhatIsSent(boolean ipv6, boolean together, InetSocketAddress localAddress,
			InetSocketAddress bound) {
		long at = this.sent.getLong(Mmsghdr.CONTROL) - this.memory.address();
		long length = this.sent.getLong(Mmsghdr.CONTROL_LENGTH);
		if (length == 0) {
			assertThat(together).isFalse();
			return;
		}
		assertThat(at).isGreaterThanOrEqualTo(CONTROL);
		assertThat(at + length).isLessThanOrEqualTo(PAYLOAD - 16);
		LocalAddresses addresses = new LocalAddresses(ipv6, bound, true);
		assertThat(addresses.decode(this.memory, addresses.find(this.memory, at, at + length, true)))
			.isEqualTo(localAddress);
		long segment = ControlMessages.find(this.memory, at, at + length, Constants.IPPROTO_UDP, Constants.UDP_SEGMENT,
				Short.BYTES);
		assertThat(segment != ControlMessages.NONE).isEqualTo(together);
		if (together) {
			assertThat(this.memory.getShort(segment)).isEqualTo((short) REPLY.length);
			assertThat(at + length - segment).isEqualTo(Cmsghdr.align(Short.BYTES));
		}
	}

}
