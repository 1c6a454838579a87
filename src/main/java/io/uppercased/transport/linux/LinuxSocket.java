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
 * transport's matter. Long because each call to the kernel takes memory of its own.
 */
final class LinuxSocket implements Closeable {

	private final Arena arena = Arena.ofAuto();

	private final LibC libc = new LibC(this.arena);

	private final int descriptor;

	private final short family;

	private final InetSocketAddress localAddress;

	private final int receiveBuffer;

	private boolean closed;

	private long drops;

	/**
	 * Opens and binds a socket.
	 * @param settings what to open: for all addresses an IPv6 socket that serves IPv4
	 * too, or an IPv4 socket where there is no IPv6
	 * @throws IOException if it cannot be opened or bound
	 */
	LinuxSocket(TransportSettings settings) throws IOException {
		int opened = socket((settings.address() instanceof Inet4Address) ? Constants.AF_INET : Constants.AF_INET6);
		if (opened == -Errno.EAFNOSUPPORT && settings.address() == null) {
			opened = socket(Constants.AF_INET);
			this.family = Constants.AF_INET;
		}
		else {
			this.family = (settings.address() instanceof Inet4Address) ? Constants.AF_INET : Constants.AF_INET6;
		}
		this.descriptor = check("socket", opened);
		try {
			configure(settings);
			bind(settings);
			this.localAddress = readLocalAddress();
			// The kernel doubles what it is asked for, for its own overhead: socket(7).
			this.receiveBuffer = readOption(Constants.SO_RCVBUF, 1).get(JAVA_INT, 0) / 2;
		}
		catch (Throwable ex) {
			this.libc.close(this.descriptor);
			throw ex;
		}
	}

	private int socket(short family) {
		return this.libc.socket(family, Constants.SOCK_DGRAM | Constants.SOCK_CLOEXEC);
	}

	private void configure(TransportSettings settings) throws IOException {
		setOption(Constants.SOL_SOCKET, Constants.SO_RCVBUF, settings.receiveBuffer());
		setOption(Constants.SOL_SOCKET, Constants.SO_REUSEPORT, settings.reusePort() ? 1 : 0);
		setTimeout(Constants.SO_RCVTIMEO, UdpTransport.RECEIVE_TIMEOUT);
		setTimeout(Constants.SO_SNDTIMEO, UdpTransport.SEND_TIMEOUT);
		setOption(Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, 1);
		if (isIpv6()) {
			setOption(Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 0);
			setOption(Constants.IPPROTO_IPV6, Constants.IPV6_RECVPKTINFO, 1);
		}
		else {
			setOption(Constants.IPPROTO_IP, Constants.IP_PKTINFO, 1);
		}
	}

	private void setOption(int level, int option, int value) throws IOException {
		setOption(level, option, this.arena.allocateFrom(JAVA_INT, value));
	}

	private void setTimeout(int option, Duration timeout) throws IOException {
		MemorySegment timeval = this.arena.allocate(Time.SIZE, Long.BYTES);
		timeval.set(JAVA_LONG, Time.SECONDS, timeout.toSeconds());
		timeval.set(JAVA_LONG, Time.FRACTION, timeout.toNanosPart() / 1000);
		setOption(Constants.SOL_SOCKET, option, timeval);
	}

	private void setOption(int level, int option, MemorySegment value) throws IOException {
		check("setsockopt", this.libc.setsockopt(this.descriptor, level, option, value));
	}

	private MemorySegment readOption(int option, int ints) throws IOException {
		MemorySegment value = this.arena.allocate(JAVA_INT, ints);
		check("getsockopt", this.libc.getsockopt(this.descriptor, Constants.SOL_SOCKET, option, value,
				this.arena.allocateFrom(JAVA_INT, (int) value.byteSize())));
		return value;
	}

	private void bind(TransportSettings settings) throws IOException {
		InetAddress address = (settings.address() != null) ? settings.address()
				: InetAddress.ofLiteral(isIpv6() ? "::" : "0.0.0.0");
		int result = this.libc.bind(this.descriptor,
				SocketAddresses.write(address, settings.port(), this.family, this.arena));
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

	private InetSocketAddress readLocalAddress() throws IOException {
		MemorySegment address = this.arena.allocate(Sockaddr.SIZE, Long.BYTES);
		check("getsockname", this.libc.getsockname(this.descriptor, address,
				this.arena.allocateFrom(JAVA_INT, (int) Sockaddr.SIZE)));
		return SocketAddresses.read(address);
	}

	private static int check(String call, int result) throws IOException {
		if (result < 0) {
			throw new IOException(call + ": errno " + -result);
		}
		return result;
	}

	int descriptor() {
		return this.descriptor;
	}

	boolean isIpv6() {
		return this.family == Constants.AF_INET6;
	}

	/**
	 * Returns whether the kernel can cut a message into several datagrams, udp(7): Linux
	 * can from 4.18 on.
	 */
	boolean canSegment() {
		return this.libc.setsockopt(this.descriptor, Constants.IPPROTO_UDP, Constants.UDP_SEGMENT,
				this.arena.allocateFrom(JAVA_INT, 0)) == 0;
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
		try {
			return this.closed ? ifUnknown
					: readOption(Constants.SO_MEMINFO, Constants.SK_MEMINFO_VARS).getAtIndex(JAVA_INT, index);
		}
		catch (IOException ex) {
			return ifUnknown;
		}
	}

	/**
	 * Lets the kernel drop each datagram that arrives from now on; those that wait
	 * already stay. They count as drops.
	 */
	synchronized void stopAccepting() throws IOException {
		if (!this.closed) {
			MemorySegment acceptNothing = this.arena.allocate(SockFilter.SIZE, Long.BYTES);
			acceptNothing.set(JAVA_SHORT, SockFilter.CODE, Constants.BPF_RETURN);
			MemorySegment program = this.arena.allocate(SockFprog.SIZE, Long.BYTES);
			program.set(JAVA_SHORT, SockFprog.LENGTH, (short) 1);
			program.set(ADDRESS, SockFprog.FILTER, acceptNothing);
			setOption(Constants.SOL_SOCKET, Constants.SO_ATTACH_FILTER, program);
		}
	}

	/**
	 * Wakes a thread that waits in a receive; from now on each receive returns at once.
	 */
	synchronized void shutdown() {
		if (!this.closed) {
			// Answers ENOTCONN, yet it wakes: udp(7) sockets have no connection.
			this.libc.shutdown(this.descriptor, Constants.SHUT_RDWR);
		}
	}

	@Override
	public synchronized void close() {
		if (!this.closed) {
			drops();
			this.closed = true;
			this.libc.close(this.descriptor);
		}
	}

}
