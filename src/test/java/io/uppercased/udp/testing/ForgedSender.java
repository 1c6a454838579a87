package io.uppercased.udp.testing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Sends IPv4 datagrams with a forged source to loopback addresses: raw(7). Needs Linux
 * and root.
 */
public final class ForgedSender implements AutoCloseable {

	private static final int AF_INET = 2;

	private static final int SOCK_RAW = 3;

	private static final int IPPROTO_RAW = 255;

	private static final int IP_HEADER = 20;

	private static final int UDP_HEADER = 8;

	private static final MethodHandle SOCKET = handle("socket",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

	private static final MethodHandle SENDTO = handle("sendto",
			FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

	private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

	private final int descriptor;

	private ForgedSender(int descriptor) {
		this.descriptor = descriptor;
	}

	@SuppressWarnings("restricted")
	private static MethodHandle handle(String function, FunctionDescriptor descriptor) {
		Linker linker = Linker.nativeLinker();
		return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), descriptor);
	}

	/** Returns whether this user may send forged datagrams: a condition for tests. */
	public static boolean isPermitted() {
		if (!System.getProperty("os.name").equals("Linux")) {
			return false;
		}
		try (ForgedSender sender = open()) {
			return sender.descriptor >= 0;
		}
	}

	public static ForgedSender open() {
		try {
			return new ForgedSender((int) SOCKET.invokeExact(AF_INET, SOCK_RAW, IPPROTO_RAW));
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Sends a datagram.
	 * @param source the address that it seems to come from
	 * @param sourcePort the port that it seems to come from
	 * @param target the loopback address to send it to
	 * @param targetPort the port to send it to
	 * @param text the message
	 */
	public void send(String source, int sourcePort, String target, int targetPort, String text) {
		if (!InetAddress.ofLiteral(target).isLoopbackAddress()) {
			throw new IllegalArgumentException("Only this machine: " + target);
		}
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		byte[] packet = ByteBuffer.allocate(IP_HEADER + UDP_HEADER + payload.length)
			.put((byte) 0x45) // version 4, five words of header; the kernel adds the
								// length and the checksum
			.put(8, (byte) 64)
			.put(9, (byte) 17)
			.put(12, InetAddress.ofLiteral(source).getAddress())
			.put(16, InetAddress.ofLiteral(target).getAddress())
			.position(IP_HEADER)
			.putShort((short) sourcePort)
			.putShort((short) targetPort)
			.putShort((short) (UDP_HEADER + payload.length))
			.putShort((short) 0)
			.put(payload)
			.array();
		byte[] sockaddr = ByteBuffer.allocate(16)
			.order(LITTLE_ENDIAN)
			.putShort((short) AF_INET)
			.put(4, InetAddress.ofLiteral(target).getAddress())
			.array();
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment data = arena.allocateFrom(JAVA_BYTE, packet);
			MemorySegment address = arena.allocateFrom(JAVA_BYTE, sockaddr);
			long sent = (long) SENDTO.invokeExact(this.descriptor, data, data.byteSize(), 0, address, 16);
			if (sent != packet.length) {
				throw new IllegalStateException("Not sent");
			}
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		try {
			int ignored = (int) CLOSE.invokeExact(this.descriptor);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
