package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import io.uppercased.udp.transport.linux.Layouts.Iovec;
import io.uppercased.udp.transport.linux.Layouts.Mmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Sockaddr;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Sends a text to a datagram socket of this host, unix(7), which the JDK does not
 * support. Any thread may.
 */
public final class UnixDatagram {

	private UnixDatagram() {
	}

	/**
	 * Sends a text as one datagram, and waits while the socket has no room.
	 * @param address a path, or {@code @} and a name in the abstract namespace
	 * @param text the text
	 * @throws IOException if it cannot be sent
	 */
	public static void send(String address, String text) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment to = address(address, arena);
			MemorySegment payload = arena.allocateFrom(text);
			Memory vector = new Memory(arena.allocate(Iovec.SIZE, Long.BYTES));
			Iovec.set(vector, 0, payload.address(), payload.byteSize() - 1);
			Memory message = new Memory(arena.allocate(Mmsghdr.SIZE, Long.BYTES));
			message.setLong(Mmsghdr.NAME, to.address());
			message.setInt(Mmsghdr.NAME_LENGTH, (int) to.byteSize());
			Mmsghdr.setVectors(message, 0, vector, 0, 1);
			LibC libc = new LibC(arena);
			int socket = Descriptor.check("socket",
					libc.socket(Constants.AF_UNIX, Constants.SOCK_DGRAM | Constants.SOCK_CLOEXEC));
			try {
				Descriptor.check("sendmmsg", libc.sendmmsg(socket, message.segment(), 1, 0));
			}
			finally {
				libc.close(socket);
			}
		}
	}

	/**
	 * Writes an address, which ends with the memory. An abstract one begins with a zero.
	 */
	private static MemorySegment address(String address, Arena arena) throws IOException {
		byte[] path = address.getBytes(StandardCharsets.UTF_8);
		if (path.length == 0 || path.length > Sockaddr.UNIX_MAX_PATH) {
			throw new IOException(
					"An address has 1 to %d bytes, not %d".formatted(Sockaddr.UNIX_MAX_PATH, path.length));
		}
		if (path[0] == '@') {
			path[0] = 0;
		}
		MemorySegment sockaddr = arena.allocate(Sockaddr.UNIX_PATH + path.length, Short.BYTES);
		sockaddr.set(JAVA_SHORT, Sockaddr.FAMILY, Constants.AF_UNIX);
		sockaddr.asSlice(Sockaddr.UNIX_PATH).copyFrom(MemorySegment.ofArray(path));
		return sockaddr;
	}

}
