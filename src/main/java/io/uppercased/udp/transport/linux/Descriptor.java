package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.uppercased.udp.transport.linux.Layouts.Filter;
import io.uppercased.udp.transport.linux.Layouts.Sockaddr;
import io.uppercased.udp.transport.linux.Layouts.Time;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * The number of an open socket, and the system calls that set it up and query it. One
 * thread at a time may make them.
 */
final class Descriptor {

	private static final MethodHandle BIND = LibC.handle("bind", JAVA_INT, ADDRESS, JAVA_INT);

	private static final MethodHandle CONNECT = LibC.handle("connect", JAVA_INT, ADDRESS, JAVA_INT);

	private static final MethodHandle GETSOCKNAME = LibC.handle("getsockname", JAVA_INT, ADDRESS, ADDRESS);

	private static final MethodHandle GETPEERNAME = LibC.handle("getpeername", JAVA_INT, ADDRESS, ADDRESS);

	private static final MethodHandle FCNTL = LibC.handle("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT);

	private static final MethodHandle SETSOCKOPT = LibC.handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
			JAVA_INT);

	private static final MethodHandle GETSOCKOPT = LibC.handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
			ADDRESS);

	private static final MethodHandle SHUTDOWN = LibC.handle("shutdown", JAVA_INT, JAVA_INT);

	private final LibC libc = new LibC(Arena.ofAuto());

	/** What a call reads or writes. */
	private final MemorySegment memory = Arena.ofAuto().allocate(64, Long.BYTES);

	private final MemorySegment size = Arena.ofAuto().allocate(JAVA_INT);

	private final int number;

	Descriptor(int number) {
		this.number = number;
	}

	static int check(String call, int result) throws IOException {
		if (result < 0) {
			throw Errno.failure(call, -result);
		}
		return result;
	}

	int number() {
		return this.number;
	}

	void setOption(int level, int option, int value) throws IOException {
		this.memory.set(JAVA_INT, 0, value);
		setFromMemory(level, option, Integer.BYTES);
	}

	/**
	 * Sets an option that some kernels or sandboxes refuse.
	 * @return whether it is set
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
		setFromMemory(Constants.SOL_SOCKET, option, Time.SIZE);
	}

	private void setFromMemory(int level, int option, long bytes) throws IOException {
		check("setsockopt", this.libc.call(
				(state) -> (int) SETSOCKOPT.invokeExact(state, this.number, level, option, this.memory, (int) bytes)));
	}

	/**
	 * Returns an option of the level SOL_SOCKET.
	 */
	int readOption(int option) throws IOException {
		return readOption(option, 1, 0);
	}

	/**
	 * Returns one of several numbers that an option of the level SOL_SOCKET consists of.
	 */
	int readOption(int option, int count, int index) throws IOException {
		this.size.set(JAVA_INT, 0, count * Integer.BYTES);
		check("getsockopt", this.libc.call((state) -> (int) GETSOCKOPT.invokeExact(state, this.number,
				Constants.SOL_SOCKET, option, this.memory, this.size)));
		if (this.size.get(JAVA_INT, 0) <= index * Integer.BYTES) {
			throw new IOException("getsockopt: option " + option + " has too few numbers");
		}
		return this.memory.getAtIndex(JAVA_INT, index);
	}

	/**
	 * Lets the kernel drop each datagram that arrives from now on.
	 */
	void attachFilterThatDropsAll() throws IOException {
		MemorySegment acceptNothing = this.memory.asSlice(Filter.SIZE, Filter.INSTRUCTION_SIZE).fill((byte) 0);
		acceptNothing.set(JAVA_SHORT, 0, Constants.BPF_RETURN);
		this.memory.set(JAVA_SHORT, Filter.LENGTH, (short) 1);
		this.memory.set(ADDRESS, Filter.INSTRUCTIONS, acceptNothing);
		setFromMemory(Constants.SOL_SOCKET, Constants.SO_ATTACH_FILTER, Filter.SIZE);
	}

	int fcntl(int operation, int argument) {
		return this.libc.call((state) -> (int) FCNTL.invokeExact(state, this.number, operation, argument));
	}

	/**
	 * Binds the socket.
	 * @return 0, or the negative error number
	 */
	int bind(InetAddress address, int port, short family) {
		return callWithAddress(BIND, address, port, family);
	}

	/**
	 * Gives the socket a peer. From now on it receives no other datagrams.
	 * @return 0, or the negative error number
	 */
	int connect(InetAddress address, int port, short family) {
		return callWithAddress(CONNECT, address, port, family);
	}

	private int callWithAddress(MethodHandle function, InetAddress address, int port, short family) {
		int length = (int) SocketAddresses.write(address, port, family, this.memory);
		return this.libc.call((state) -> (int) function.invokeExact(state, this.number, this.memory, length));
	}

	InetSocketAddress localAddress() throws IOException {
		check("getsockname", callForAddress(GETSOCKNAME));
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
	 * Wakes a thread of any process that waits in a receive. From now on each receive
	 * returns at once.
	 */
	void shutdown(int how) {
		// Fails with ENOTCONN, because udp(7) sockets have no connection, but it wakes.
		this.libc.call((state) -> (int) SHUTDOWN.invokeExact(state, this.number, how));
	}

	void close() {
		this.libc.close(this.number);
	}

}
