package io.uppercased.udp.transport.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * The system calls on an open socket. An {@code int} that they return is the result, or
 * the negative error number. Only one thread at a time may use an instance, but each may
 * have one for the same socket.
 */
final class Descriptor implements Closeable {

	private static final MethodHandle SOCKET = LibC.handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);

	private static final MethodHandle BIND = LibC.handle("bind", JAVA_INT, ADDRESS, JAVA_INT);

	private static final MethodHandle CONNECT = LibC.handle("connect", JAVA_INT, ADDRESS, JAVA_INT);

	private static final MethodHandle GETSOCKNAME = LibC.handle("getsockname", JAVA_INT, ADDRESS, ADDRESS);

	private static final MethodHandle GETPEERNAME = LibC.handle("getpeername", JAVA_INT, ADDRESS, ADDRESS);

	private static final MethodHandle FCNTL = LibC.link("fcntl",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.captureCallState("errno"),
			Linker.Option.firstVariadicArg(2));

	private static final MethodHandle SETSOCKOPT = LibC.handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
			JAVA_INT);

	private static final MethodHandle GETSOCKOPT = LibC.handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
			ADDRESS);

	private static final MethodHandle RECVMMSG = LibC.handle("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT,
			ADDRESS);

	private static final MethodHandle SENDMMSG = LibC.handle("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

	private static final MethodHandle SHUTDOWN = LibC.handle("shutdown", JAVA_INT, JAVA_INT);

	private static final MethodHandle CLOSE = LibC.handle("close", JAVA_INT);

	private static final int MEMORY_SIZE = 64;

	private final LibC libc = new LibC(Arena.ofAuto());

	private final Memory memory = new Memory(Arena.ofAuto().allocate(MEMORY_SIZE, Long.BYTES));

	private final MemorySegment size = Arena.ofAuto().allocate(JAVA_INT);

	private final int number;

	Descriptor(int number) {
		this.number = number;
	}

	/** Opens a socket for datagrams. */
	static Descriptor open(int domain) throws IOException {
		return new Descriptor(LibC.check("socket", socket(domain, Constants.SOCK_DGRAM)));
	}

	/** Opens a socket, and returns its number. */
	static int socket(int domain, int type) {
		return new LibC(Arena.ofAuto())
			.call((state) -> (int) SOCKET.invokeExact(state, domain, type | Constants.SOCK_CLOEXEC, 0));
	}

	int number() {
		return this.number;
	}

	void setOption(int level, int option, int value) throws IOException {
		this.memory.bytes().putInt(0, value);
		setFromMemory(level, option, Integer.BYTES);
	}

	/** Returns whether the option is set: some kernels or sandboxes refuse it. */
	boolean trySetOption(int level, int option, int value) {
		try {
			setOption(level, option, value);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Sets a {@code struct timeval}: seconds and microseconds. */
	void setTimeout(int option, Duration timeout) throws IOException {
		this.memory.bytes().putLong(0, timeout.toSeconds()).putLong(Long.BYTES, timeout.toNanosPart() / 1000);
		setFromMemory(Constants.SOL_SOCKET, option, 2 * Long.BYTES);
	}

	/** Lets the kernel drop and count each new datagram: {@code linux/filter.h}. */
	void attachFilterThatDropsAll() throws IOException {
		// A struct sock_fprog of 16 bytes, and its struct sock_filter: accept 0 bytes.
		this.memory.bytes()
			.putShort(0, (short) 1)
			.putLong(8, this.memory.address() + 16)
			.putLong(16, Constants.BPF_RETURN);
		setFromMemory(Constants.SOL_SOCKET, Constants.SO_ATTACH_FILTER, 16);
	}

	private void setFromMemory(int level, int option, int bytes) throws IOException {
		LibC.check("setsockopt", this.libc.call((state) -> (int) SETSOCKOPT.invokeExact(state, this.number, level,
				option, this.memory.segment(), bytes)));
	}

	/** Returns an option of the level SOL_SOCKET. */
	int readOption(int option) throws IOException {
		return readOption(option, 0);
	}

	/** Returns one of several numbers that an option of the level SOL_SOCKET has. */
	int readOption(int option, int index) throws IOException {
		this.size.set(JAVA_INT, 0, MEMORY_SIZE);
		LibC.check("getsockopt", this.libc.call((state) -> (int) GETSOCKOPT.invokeExact(state, this.number,
				Constants.SOL_SOCKET, option, this.memory.segment(), this.size)));
		if (this.size.get(JAVA_INT, 0) <= index * Integer.BYTES) {
			throw new IOException("getsockopt: option " + option + " has too few numbers");
		}
		return this.memory.bytes().getInt(index * Integer.BYTES);
	}

	/** The kernel doubles what is requested, for its overhead: socket(7). */
	int receiveBuffer() throws IOException {
		return readOption(Constants.SO_RCVBUF) / 2;
	}

	boolean isIpv6() throws IOException {
		return readOption(Constants.SO_DOMAIN) == Constants.AF_INET6;
	}

	int fcntl(int operation, int argument) {
		return this.libc.call((state) -> (int) FCNTL.invokeExact(state, this.number, operation, argument));
	}

	int bind(InetAddress address, int port) throws IOException {
		return callWithAddress(BIND, address, port);
	}

	/** Gives the socket a peer, its only sender. */
	int connect(InetAddress address, int port) throws IOException {
		return callWithAddress(CONNECT, address, port);
	}

	private int callWithAddress(MethodHandle function, InetAddress address, int port) throws IOException {
		boolean ipv6 = isIpv6();
		int length = SocketAddresses.size(ipv6);
		SocketAddresses.write(address, port, ipv6, this.memory.bytes());
		return this.libc.call((state) -> (int) function.invokeExact(state, this.number, this.memory.segment(), length));
	}

	InetSocketAddress localAddress() throws IOException {
		LibC.check("getsockname", callForAddress(GETSOCKNAME));
		return SocketAddresses.read(this.memory.bytes());
	}

	boolean isConnected() {
		return callForAddress(GETPEERNAME) == 0;
	}

	private int callForAddress(MethodHandle function) {
		this.size.set(JAVA_INT, 0, SocketAddresses.SIZE);
		return this.libc
			.call((state) -> (int) function.invokeExact(state, this.number, this.memory.segment(), this.size));
	}

	int recvmmsg(MemorySegment headers, int count, int flags) {
		return this.libc
			.call((state) -> (int) RECVMMSG.invokeExact(state, this.number, headers, count, flags, MemorySegment.NULL));
	}

	int sendmmsg(MemorySegment headers, int count, int flags) {
		return this.libc.call((state) -> (int) SENDMMSG.invokeExact(state, this.number, headers, count, flags));
	}

	/**
	 * Wakes each thread, of any process, that waits in a receive. Each later receive
	 * returns at once. The call fails with ENOTCONN, but works.
	 */
	void shutdown(int how) {
		this.libc.call((state) -> (int) SHUTDOWN.invokeExact(state, this.number, how));
	}

	@Override
	public void close() {
		this.libc.call((state) -> (int) CLOSE.invokeExact(state, this.number));
	}

}
