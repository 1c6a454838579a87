package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Sends a text to a datagram socket of this host, unix(7), which the JDK does not
 * support.
 */
public final class UnixDatagram {

	private static final int MAX_PATH = 108;

	private UnixDatagram() {
	}

	/**
	 * Sends a text as one datagram, and waits while the socket has no room.
	 * @param address a path, or {@code @} and a name in the abstract namespace
	 * @throws IOException if the text cannot be sent
	 */
	public static void send(String address, String text) throws IOException {
		byte[] path = address.getBytes(StandardCharsets.UTF_8);
		if (path.length == 0 || path.length > MAX_PATH) {
			throw new IOException("An address has 1 to %d bytes, not %d".formatted(MAX_PATH, path.length));
		}
		if (path[0] == '@') {
			path[0] = 0;
		}
		try (Arena arena = Arena.ofConfined()) {
			// struct sockaddr_un: the family and the path, which ends with the memory.
			Memory to = new Memory(arena.allocate(Short.BYTES + path.length, Short.BYTES));
			to.bytes().putShort(0, Constants.AF_UNIX).put(Short.BYTES, path);
			MemorySegment payload = arena.allocateFrom(text);
			Memory message = Memory.allocate(arena, 1, Mmsghdr.SIZE + Mmsghdr.VECTOR_SIZE);
			message.bytes().putLong(Mmsghdr.NAME, to.address()).putInt(Mmsghdr.NAME_LENGTH, to.bytes().capacity());
			Mmsghdr.setVectors(message.bytes(), 0, message.address() + Mmsghdr.SIZE, 1);
			Mmsghdr.setVector(message.bytes(), Mmsghdr.SIZE, payload.address(), (int) payload.byteSize() - 1);
			try (Descriptor socket = Descriptor.open(Constants.AF_UNIX)) {
				LibC.check("sendmmsg", socket.sendmmsg(message.segment(), 1, 0));
			}
		}
	}

}
