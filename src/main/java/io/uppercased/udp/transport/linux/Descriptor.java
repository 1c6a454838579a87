package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.uppercased.udp.transport.linux.Layouts.Sockaddr;
import io.uppercased.udp.transport.linux.Layouts.Time;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * The number of an open socket, and the system calls that set it up and query it. Only
 * one thread at a time may make them.
 */
final class Descriptor {

	private static final MethodHandle BIND = LibC.handle("bind", JAVA_INT, ADDRESS, JAVA_INT);

	private static final MethodHandle CONNECT = LibC.handle("connect", JAVA_INT, ADDRESS, JAVA_INT);

	private static final MethodHandle GETSOCKNAME = LibC.handle("getsockname", JAVA_INT, ADDRESS, ADDRESS);

	private static final MethodHandle GETPEERNAME = LibC.handle("getpeername", JAVA_INT, ADDRESS, ADDRESS);

	private static final MethodHandle FCNTL = LibC.handle("fcntl", new MemoryLayout[] { JAVA_INT, JAVA_INT, JAVA_INT },
			Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(2));

	private static final MethodHandle SETSOCKOPT = LibC.handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
			JAVA_INT);

	private static final MethodHandle GETSOCKOPT = LibC.handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
			ADDRESS);

	private static final MethodHandle SHUTDOWN = LibC.handle("shutdown", JAVA_INT, JAVA_INT);

	private final LibC libc = new LibC(Arena.ofAuto());

	private final MemorySegment memory = Arena.ofAuto().allocate(64, Long.BYTES);

	private final MemorySegment size = Arena.ofAuto().allocate(JAVA_INT);

	private final int number;

	Descriptor(int number) {
		this.number = number;
	}

	int number() {
		return this.number;
	}

	void setOption(int level, int option, int value) throws IOException {
		this.memory.set(JAVA_INT, 0, value);
		setFromMemory(level, option, Integer.BYTES);
	}

	/**
	 * Sets an option that some kernels or sandboxes refuse, and returns whether it is
	 * set.
	 */
	boolean trySetOption(int level, int option, int value) {
		try {
			setOption(level, option, value);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	void setTimeout(int option, Duration timeout) throws IOException {
		this.memory.set(JAVA_LONG, Time.SECONDS, timeout.toSeconds());
		this.memory.set(JAVA_LONG, Time.FRACTION, timeout.toNanosPart() / 1000);
		setFromMemory(Constants.SOL_SOCKET, option, (int) Time.SIZE);
	}

	/** Lets the kernel drop and count each new datagram: {@code linux/filter.h}. */
	void attachFilterThatDropsAll() throws IOException {
		// A struct sock_fprog of 16 bytes, and its only struct sock_filter: accept 0
		// bytes.
		MemorySegment instruction = this.memory.asSlice(16, 8).fill((byte) 0);
		instruction.set(JAVA_SHORT, 0, Constants.BPF_RETURN);
		this.memory.set(JAVA_SHORT, 0, (short) 1);
		this.memory.set(ADDRESS, 8, instruction);
		setFromMemory(Constants.SOL_SOCKET, Constants.SO_ATTACH_FILTER, 16);
	}

	private void setFromMemory(int level, int option, int bytes) throws IOException {
		LibC.check("setsockopt", this.libc
			.call((state) -> (int) SETSOCKOPT.invokeExact(state, this.number, level, option, this.memory, bytes)));
	}

	/** Returns an option of the level SOL_SOCKET. */
	int readOption(int option) throws IOException {
		return readOption(option, 1, 0);
	}

	/** Returns one of several numbers that an option of the level SOL_SOCKET has. */
	int readOption(int option, int count, int index) throws IOException {
		this.size.set(JAVA_INT, 0, count * Integer.BYTES);
		LibC.check("getsockopt", this.libc.call((state) -> (int) GETSOCKOPT.invokeExact(state, this.number,
				Constants.SOL_SOCKET, option, this.memory, this.size)));
		if (this.size.get(JAVA_INT, 0) <= index * Integer.BYTES) {
			throw new IOException("getsockopt: option " + option + " has too few numbers");
		}
		return this.memory.getAtIndex(JAVA_INT, index);
	}

	int fcntl(int operation, int argument) {
		return this.libc.call((state) -> (int) FCNTL.invokeExact(state, this.number, operation, argument));
	}

	/** Returns 0, or the negative error number. */
	int bind(InetAddress address, int port, short family) {
		return callWithAddress(BIND, address, port, family);
	}

	/** Gives the socket a peer, its only sender, and returns as {@link #bind} does. */
	int connect(InetAddress address, int port, short family) {
		return callWithAddress(CONNECT, address, port, family);
	}

	private int callWithAddress(MethodHandle function, InetAddress address, int port, short family) {
		int length = (int) SocketAddresses.write(address, port, family, this.memory);
		return this.libc.call((state) -> (int) function.invokeExact(state, this.number, this.memory, length));
	}

	InetSocketAddress localAddress() throws IOException {
		LibC.check("getsockname", callForAddress(GETSOCKNAME));
		return SocketAddresses.read(new Memory(this.memory));
	}

	boolean isConnected() {
		return callForAddress(GETPEERNAME) == 0;
	}

	private int callForAddress(MethodHandle function) {
		this.size.set(JAVA_INT, 0, (int) Sockaddr.SIZE);
		return this.libc.call((state) -> (int) function.invokeExact(state, this.number, this.memory, this.size));
	}

	/**
	 * Wakes each thread, of any process, that waits in a receive. Each later receive
	 * returns at once. The call fails with ENOTCONN, but works.
	 */
	void shutdown(int how) {
		this.libc.call((state) -> (int) SHUTDOWN.invokeExact(state, this.number, how));
	}

	void close() {
		this.libc.close(this.number);
	}

}
