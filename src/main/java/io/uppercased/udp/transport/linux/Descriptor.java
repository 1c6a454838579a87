package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.uppercased.udp.transport.linux.Layouts.SockFilter;
import io.uppercased.udp.transport.linux.Layouts.SockFprog;
import io.uppercased.udp.transport.linux.Layouts.Sockaddr;
import io.uppercased.udp.transport.linux.Layouts.Time;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * The number of an open file, and the calls to the kernel that set up a socket and ask
 * about it, each with memory that it gives back. One thread at a time may make them.
 */
final class Descriptor {

	private final LibC libc = new LibC(Arena.ofAuto());

	private final int number;

	Descriptor(int number) {
		this.number = number;
	}

	/**
	 * Opens a socket.
	 * @return its number, or the negative error number
	 */
	static int openSocket(short family) {
		return new LibC(Arena.ofAuto()).socket(family, Constants.SOCK_DGRAM | Constants.SOCK_CLOEXEC);
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
		try (Arena call = Arena.ofConfined()) {
			setOption(level, option, call.allocateFrom(JAVA_INT, value));
		}
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
		try (Arena call = Arena.ofConfined()) {
			MemorySegment timeval = call.allocate(Time.SIZE, Long.BYTES);
			timeval.set(JAVA_LONG, Time.SECONDS, timeout.toSeconds());
			timeval.set(JAVA_LONG, Time.FRACTION, timeout.toNanosPart() / 1000);
			setOption(Constants.SOL_SOCKET, option, timeval);
		}
	}

	private void setOption(int level, int option, MemorySegment value) throws IOException {
		check("setsockopt", this.libc.setsockopt(this.number, level, option, value));
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
		try (Arena call = Arena.ofConfined()) {
			MemorySegment value = call.allocate(JAVA_INT, count);
			MemorySegment size = sizeOf(value, call);
			check("getsockopt", this.libc.getsockopt(this.number, Constants.SOL_SOCKET, option, value, size));
			if (size.get(JAVA_INT, 0) <= index * Integer.BYTES) {
				throw new IOException("getsockopt: option " + option + " has too few numbers");
			}
			return value.getAtIndex(JAVA_INT, index);
		}
	}

	/**
	 * Lets the kernel drop each datagram that arrives from now on.
	 */
	void attachFilterThatDropsAll() throws IOException {
		try (Arena call = Arena.ofConfined()) {
			MemorySegment acceptNothing = call.allocate(SockFilter.SIZE, Long.BYTES);
			acceptNothing.set(JAVA_SHORT, SockFilter.CODE, Constants.BPF_RETURN);
			MemorySegment program = call.allocate(SockFprog.SIZE, Long.BYTES);
			program.set(JAVA_SHORT, SockFprog.LENGTH, (short) 1);
			program.set(ADDRESS, SockFprog.FILTER, acceptNothing);
			setOption(Constants.SOL_SOCKET, Constants.SO_ATTACH_FILTER, program);
		}
	}

	/**
	 * Lets calls wait, whatever flags the file was opened with.
	 */
	void makeBlocking() throws IOException {
		check("fcntl", this.libc.fcntl(this.number, Constants.F_SETFL, 0));
	}

	/**
	 * Binds the socket.
	 * @return 0, or the negative error number
	 */
	int bind(InetAddress address, int port, short family) {
		try (Arena call = Arena.ofConfined()) {
			return this.libc.bind(this.number, SocketAddresses.write(address, port, family, call));
		}
	}

	/**
	 * Gives the socket a peer, whose datagrams are the only ones that it gets from now
	 * on.
	 * @return 0, or the negative error number
	 */
	int connect(InetAddress address, int port, short family) {
		try (Arena call = Arena.ofConfined()) {
			return this.libc.connect(this.number, SocketAddresses.write(address, port, family, call));
		}
	}

	InetSocketAddress localAddress() throws IOException {
		try (Arena call = Arena.ofConfined()) {
			MemorySegment address = call.allocate(Sockaddr.SIZE, Long.BYTES);
			check("getsockname", this.libc.getsockname(this.number, address, sizeOf(address, call)));
			return SocketAddresses.read(new Memory(address));
		}
	}

	boolean isConnected() {
		try (Arena call = Arena.ofConfined()) {
			MemorySegment address = call.allocate(Sockaddr.SIZE, Long.BYTES);
			return this.libc.getpeername(this.number, address, sizeOf(address, call)) == 0;
		}
	}

	private static MemorySegment sizeOf(MemorySegment memory, Arena call) {
		return call.allocateFrom(JAVA_INT, (int) memory.byteSize());
	}

	/**
	 * Wakes a thread that waits in a receive, whichever process it is of; from now on
	 * each receive returns at once.
	 */
	void shutdown() {
		// Answers ENOTCONN, yet it wakes: udp(7) sockets have no connection.
		this.libc.shutdown(this.number, Constants.SHUT_RDWR);
	}

	void close() {
		this.libc.close(this.number);
	}

}
