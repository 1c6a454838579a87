package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import io.uppercased.udp.transport.linux.Layouts.Iovec;
import io.uppercased.udp.transport.linux.Layouts.Mmsghdr;
import io.uppercased.udp.transport.linux.Layouts.SockaddrUn;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Sends a text to a socket of this host, unix(7), which the JDK does for streams only.
 * Any thread may.
 */
public final class UnixDatagram {

	private UnixDatagram() {
	}

	/**
	 * Sends a text as one datagram, and waits for room where the socket has none.
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
			send(message.segment(), new LibC(arena));
		}
	}

	private static void send(MemorySegment message, LibC libc) throws IOException {
		int socket = Descriptor.check("socket",
				libc.socket(Constants.AF_UNIX, Constants.SOCK_DGRAM | Constants.SOCK_CLOEXEC));
		try {
			Descriptor.check("sendmmsg", libc.sendmmsg(socket, message, 1, 0));
		}
		finally {
			libc.close(socket);
		}
	}

	/**
	 * Writes an address, whose length tells where it ends: an abstract one begins with a
	 * zero.
	 */
	private static MemorySegment address(String address, Arena arena) throws IOException {
		byte[] path = address.getBytes(StandardCharsets.UTF_8);
		if (path.length == 0 || path.length > SockaddrUn.MAX_PATH) {
			throw new IOException(
					"An address has 1 to %d bytes, and not %d".formatted(SockaddrUn.MAX_PATH, path.length));
		}
		if (path[0] == '@') {
			path[0] = 0;
		}
		MemorySegment sockaddr = arena.allocate(SockaddrUn.PATH + path.length, Short.BYTES);
		sockaddr.set(JAVA_SHORT, SockaddrUn.FAMILY, Constants.AF_UNIX);
		sockaddr.asSlice(SockaddrUn.PATH).copyFrom(MemorySegment.ofArray(path));
		return sockaddr;
	}

}
