package io.uppercased.transport.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.uppercased.transport.BindFailedException;
import io.uppercased.transport.BindFailedException.Reason;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.UdpTransport;
import io.uppercased.transport.linux.Layouts.SockFilter;
import io.uppercased.transport.linux.Layouts.SockFprog;
import io.uppercased.transport.linux.Layouts.Sockaddr;
import io.uppercased.transport.linux.Layouts.Time;
import org.jspecify.annotations.Nullable;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * A bound UDP socket of the kernel: opened with its options, asked about itself, shut
 * down and closed. Any thread may ask and close; who receives and sends is the
 * transport's matter. Long because each option takes a call of several lines.
 */
final class LinuxSocket implements Closeable {

	private final int descriptor;

	private final short family;

	private final InetSocketAddress localAddress;

	private final int receiveBuffer;

	private boolean closed;

	private long drops;

	private LinuxSocket(int descriptor, short family, TransportSettings settings) throws IOException {
		this.descriptor = descriptor;
		this.family = family;
		try (Arena arena = Arena.ofConfined()) {
			LibC libc = new LibC(arena);
			configure(libc, settings, arena);
			bind(libc, settings, arena);
			this.localAddress = readLocalAddress(libc, arena);
			// The kernel doubles what it is asked for, for its own overhead: socket(7).
			this.receiveBuffer = readOption(libc, Constants.SOL_SOCKET, Constants.SO_RCVBUF, arena.allocate(JAVA_INT),
					arena)
				.get(JAVA_INT, 0) / 2;
		}
	}

	/**
	 * Opens and binds a socket.
	 * @param settings what to open: for all addresses an IPv6 socket that serves IPv4
	 * too, or an IPv4 socket where there is no IPv6
	 * @return the socket
	 * @throws IOException if it cannot be opened or bound
	 */
	static LinuxSocket open(TransportSettings settings) throws IOException {
		short family = (settings.address() instanceof Inet4Address) ? Constants.AF_INET : Constants.AF_INET6;
		try (Arena arena = Arena.ofConfined()) {
			LibC libc = new LibC(arena);
			int descriptor = libc.socket(family, Constants.SOCK_DGRAM | Constants.SOCK_CLOEXEC);
			if (descriptor == -Errno.EAFNOSUPPORT && settings.address() == null) {
				family = Constants.AF_INET;
				descriptor = libc.socket(family, Constants.SOCK_DGRAM | Constants.SOCK_CLOEXEC);
			}
			check("socket", descriptor);
			try {
				return new LinuxSocket(descriptor, family, settings);
			}
			catch (Throwable ex) {
				libc.close(descriptor);
				throw ex;
			}
		}
	}

	private void configure(LibC libc, TransportSettings settings, Arena arena) throws IOException {
		setOption(libc, Constants.SOL_SOCKET, Constants.SO_RCVBUF, settings.receiveBuffer(), arena);
		setOption(libc, Constants.SOL_SOCKET, Constants.SO_REUSEPORT, settings.reusePort() ? 1 : 0, arena);
		setOption(libc, Constants.SOL_SOCKET, Constants.SO_RCVTIMEO, UdpTransport.RECEIVE_TIMEOUT, arena);
		setOption(libc, Constants.SOL_SOCKET, Constants.SO_SNDTIMEO, UdpTransport.SEND_TIMEOUT, arena);
		setOption(libc, Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, 1, arena);
		if (this.family == Constants.AF_INET6) {
			setOption(libc, Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 0, arena);
			setOption(libc, Constants.IPPROTO_IPV6, Constants.IPV6_RECVPKTINFO, 1, arena);
		}
		else {
			setOption(libc, Constants.IPPROTO_IP, Constants.IP_PKTINFO, 1, arena);
		}
	}

	private void setOption(LibC libc, int level, int option, int value, Arena arena) throws IOException {
		check("setsockopt", libc.setsockopt(this.descriptor, level, option, arena.allocateFrom(JAVA_INT, value)));
	}

	private void setOption(LibC libc, int level, int option, Duration value, Arena arena) throws IOException {
		MemorySegment timeval = arena.allocate(Time.LAYOUT);
		timeval.set(JAVA_LONG, Time.SECONDS, value.toSeconds());
		timeval.set(JAVA_LONG, Time.FRACTION, value.toNanosPart() / 1000);
		check("setsockopt", libc.setsockopt(this.descriptor, level, option, timeval));
	}

	private void bind(LibC libc, TransportSettings settings, Arena arena) throws IOException {
		InetAddress address = (settings.address() != null) ? settings.address()
				: InetAddress.ofLiteral((this.family == Constants.AF_INET6) ? "::" : "0.0.0.0");
		int result = libc.bind(this.descriptor, SocketAddresses.write(address, settings.port(), this.family, arena));
		Reason reason = bindFailure(result);
		if (reason != null) {
			throw new BindFailedException(new InetSocketAddress(address, settings.port()), reason,
					new IOException("bind: errno " + -result));
		}
		check("bind", result);
	}

	private static @Nullable Reason bindFailure(int result) {
		return switch (-result) {
			case Errno.EADDRINUSE -> Reason.PORT_IN_USE;
			case Errno.EADDRNOTAVAIL -> Reason.ADDRESS_NOT_LOCAL;
			case Errno.EACCES -> Reason.PERMISSION_DENIED;
			default -> null;
		};
	}

	private InetSocketAddress readLocalAddress(LibC libc, Arena arena) throws IOException {
		MemorySegment address = arena.allocate(Sockaddr.SIZE, Long.BYTES);
		check("getsockname",
				libc.getsockname(this.descriptor, address, arena.allocateFrom(JAVA_INT, (int) Sockaddr.SIZE)));
		return SocketAddresses.read(address, 0);
	}

	private MemorySegment readOption(LibC libc, int level, int option, MemorySegment value, Arena arena)
			throws IOException {
		check("getsockopt", libc.getsockopt(this.descriptor, level, option, value,
				arena.allocateFrom(JAVA_INT, (int) value.byteSize())));
		return value;
	}

	private static void check(String call, int result) throws IOException {
		if (result < 0) {
			throw new IOException(call + ": errno " + -result);
		}
	}

	int descriptor() {
		return this.descriptor;
	}

	boolean isIpv6() {
		return this.family == Constants.AF_INET6;
	}

	/**
	 * Returns the {@code cmsg_level} and type of the control message that tells the local
	 * address.
	 */
	int pktinfoLevel() {
		return isIpv6() ? Constants.IPPROTO_IPV6 : Constants.IPPROTO_IP;
	}

	int pktinfoType() {
		return isIpv6() ? Constants.IPV6_PKTINFO : Constants.IP_PKTINFO;
	}

	/**
	 * Returns whether the kernel can cut a message into several datagrams, udp(7): Linux
	 * can from 4.18 on.
	 */
	boolean canSegment() {
		try (Arena arena = Arena.ofConfined()) {
			return new LibC(arena).setsockopt(this.descriptor, Constants.IPPROTO_UDP, Constants.UDP_SEGMENT,
					arena.allocateFrom(JAVA_INT, 0)) == 0;
		}
	}

	InetSocketAddress localAddress() {
		return this.localAddress;
	}

	int receiveBuffer() {
		return this.receiveBuffer;
	}

	/**
	 * Returns how much of the receive buffer is taken.
	 * @return the size in bytes, the kernel's overhead for each datagram included
	 */
	synchronized long queuedBytes() {
		return Integer.toUnsignedLong(memoryInfo(Constants.SK_MEMINFO_RMEM_ALLOC, 0));
	}

	/**
	 * Returns how many datagrams the kernel dropped because the buffer was full, or for a
	 * wrong checksum. The kernel's own count wraps at 2^32.
	 * @return the number since the socket was opened
	 */
	synchronized long drops() {
		int known = (int) this.drops;
		this.drops += Integer.toUnsignedLong(memoryInfo(Constants.SK_MEMINFO_DROPS, known) - known);
		return this.drops;
	}

	private int memoryInfo(int index, int ifUnknown) {
		if (this.closed) {
			return ifUnknown;
		}
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment info = arena.allocate(JAVA_INT, Constants.SK_MEMINFO_VARS);
			return readOption(new LibC(arena), Constants.SOL_SOCKET, Constants.SO_MEMINFO, info, arena)
				.getAtIndex(JAVA_INT, index);
		}
		catch (IOException ex) {
			return ifUnknown;
		}
	}

	/**
	 * Lets the kernel drop each datagram that arrives from now on; those that wait
	 * already stay. They count as drops.
	 */
	synchronized void shutOut() throws IOException {
		if (!this.closed) {
			try (Arena arena = Arena.ofConfined()) {
				MemorySegment acceptNothing = arena.allocate(SockFilter.LAYOUT);
				acceptNothing.set(JAVA_SHORT, SockFilter.CODE, Constants.BPF_RETURN);
				MemorySegment program = arena.allocate(SockFprog.LAYOUT);
				program.set(JAVA_SHORT, SockFprog.LENGTH, (short) 1);
				program.set(ADDRESS, SockFprog.FILTER, acceptNothing);
				check("setsockopt", new LibC(arena).setsockopt(this.descriptor, Constants.SOL_SOCKET,
						Constants.SO_ATTACH_FILTER, program));
			}
		}
	}

	/**
	 * Wakes a thread that waits in a receive; from now on each receive returns at once.
	 */
	synchronized void shutdown() {
		if (!this.closed) {
			try (Arena arena = Arena.ofConfined()) {
				// Answers ENOTCONN, yet it wakes: udp(7) sockets have no connection.
				new LibC(arena).shutdown(this.descriptor, Constants.SHUT_RDWR);
			}
		}
	}

	@Override
	public synchronized void close() {
		if (!this.closed) {
			drops();
			this.closed = true;
			try (Arena arena = Arena.ofConfined()) {
				new LibC(arena).close(this.descriptor);
			}
		}
	}

}
