package io.uppercased.udp.transport.linux;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.uppercased.udp.transport.BindFailedException;
import io.uppercased.udp.transport.BindFailedException.Reason;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.UnfitSocketException;
import org.jspecify.annotations.Nullable;

/**
 * A bound UDP socket of the kernel: opened or inherited, asked about itself, shut down
 * and closed. Any thread may ask and close; who receives and sends is the transport's
 * matter. Long because all that can differ between sockets is decided here.
 */
final class LinuxSocket implements Closeable {

	private final Descriptor descriptor;

	private final short family;

	private final boolean inherited;

	private final InetSocketAddress localAddress;

	private final int receiveBuffer;

	private boolean closed;

	private long drops;

	private LinuxSocket(Descriptor descriptor, short family, boolean inherited) throws IOException {
		this.descriptor = descriptor;
		this.family = family;
		this.inherited = inherited;
		this.localAddress = descriptor.localAddress();
		this.receiveBuffer = receiveBuffer(descriptor);
	}

	// The kernel doubles what it is asked for, for its own overhead: socket(7).
	private static int receiveBuffer(Descriptor descriptor) throws IOException {
		return descriptor.readOption(Constants.SO_RCVBUF) / 2;
	}

	/**
	 * Opens and binds a socket.
	 * @param settings what to open: for all addresses an IPv6 socket that serves IPv4
	 * too, or an IPv4 socket where there is no IPv6
	 * @throws IOException if it cannot be opened or bound
	 */
	static LinuxSocket open(TransportSettings settings) throws IOException {
		short family = (settings.address() instanceof Inet4Address) ? Constants.AF_INET : Constants.AF_INET6;
		int opened = Descriptor.openSocket(family);
		if (opened < 0 && settings.address() == null) {
			family = Constants.AF_INET;
			opened = Descriptor.openSocket(family);
		}
		Descriptor descriptor = new Descriptor(Descriptor.check("socket", opened));
		try {
			configure(descriptor, family);
			descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_RCVBUF, settings.receiveBuffer());
			if (family == Constants.AF_INET6) {
				descriptor.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 0);
			}
			if (settings.isSharedWhenBound()) {
				descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_REUSEPORT, 1);
			}
			bind(descriptor, family, settings);
			if (settings.sharing() != PortSharing.NONE) {
				descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_REUSEPORT, 1);
			}
			return new LinuxSocket(descriptor, family, false);
		}
		catch (Throwable ex) {
			descriptor.close();
			throw ex;
		}
	}

	/**
	 * Takes over a socket that is bound already, and that others may have too.
	 * @param number the number of its descriptor, which stays open when the socket is
	 * closed
	 * @param settings what to set on it
	 * @throws UnfitSocketException if it is not a socket that can be served
	 * @throws IOException if it cannot be set up
	 */
	static LinuxSocket adopt(int number, TransportSettings settings) throws IOException {
		Descriptor descriptor = new Descriptor(number);
		UnfitSocketException.Reason unfit = unfitness(descriptor);
		if (unfit != null) {
			throw new UnfitSocketException(number, unfit);
		}
		short family = (short) descriptor.readOption(Constants.SO_DOMAIN);
		descriptor.makeBlocking();
		configure(descriptor, family);
		// One that is large enough may be larger than the kernel would grant this
		// process.
		if (receiveBuffer(descriptor) < settings.receiveBuffer()) {
			descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_RCVBUF, settings.receiveBuffer());
		}
		return new LinuxSocket(descriptor, family, true);
	}

	private static UnfitSocketException.@Nullable Reason unfitness(Descriptor descriptor) throws IOException {
		int domain;
		try {
			domain = descriptor.readOption(Constants.SO_DOMAIN);
		}
		catch (IOException ex) {
			return UnfitSocketException.Reason.NOT_A_SOCKET;
		}
		if ((domain != Constants.AF_INET && domain != Constants.AF_INET6)
				|| descriptor.readOption(Constants.SO_TYPE) != Constants.SOCK_DGRAM
				|| descriptor.readOption(Constants.SO_PROTOCOL) != Constants.IPPROTO_UDP) {
			return UnfitSocketException.Reason.NOT_UDP;
		}
		if (descriptor.isConnected()) {
			return UnfitSocketException.Reason.CONNECTED;
		}
		return (descriptor.localAddress().getPort() == 0) ? UnfitSocketException.Reason.NOT_BOUND : null;
	}

	// Before it is bound, so that the first datagram has its control messages.
	private static void configure(Descriptor descriptor, short family) throws IOException {
		descriptor.setTimeout(Constants.SO_RCVTIMEO, UdpTransport.RECEIVE_TIMEOUT);
		descriptor.setTimeout(Constants.SO_SNDTIMEO, UdpTransport.SEND_TIMEOUT);
		descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, 1);
		if (family == Constants.AF_INET6) {
			descriptor.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_RECVPKTINFO, 1);
		}
		else {
			descriptor.setOption(Constants.IPPROTO_IP, Constants.IP_PKTINFO, 1);
		}
	}

	private static void bind(Descriptor descriptor, short family, TransportSettings settings) throws IOException {
		InetAddress address = (settings.address() != null) ? settings.address()
				: InetAddress.ofLiteral((family == Constants.AF_INET6) ? "::" : "0.0.0.0");
		int result = descriptor.bind(address, settings.port(), family);
		Reason reason = bindFailure(result);
		if (reason != null) {
			throw new BindFailedException(new InetSocketAddress(address, settings.port()), reason,
					Errno.failure("bind", -result));
		}
		Descriptor.check("bind", result);
	}

	private static @Nullable Reason bindFailure(int result) {
		return switch (-result) {
			case Errno.EADDRINUSE -> Reason.PORT_IN_USE;
			case Errno.EADDRNOTAVAIL -> Reason.ADDRESS_NOT_LOCAL;
			case Errno.EACCES -> Reason.PERMISSION_DENIED;
			default -> null;
		};
	}

	int descriptor() {
		return this.descriptor.number();
	}

	boolean isIpv6() {
		return this.family == Constants.AF_INET6;
	}

	boolean isInherited() {
		return this.inherited;
	}

	/**
	 * Returns whether the kernel can cut a message into several datagrams, udp(7): Linux
	 * can from 4.18 on.
	 */
	boolean canSegment() {
		try {
			this.descriptor.setOption(Constants.IPPROTO_UDP, Constants.UDP_SEGMENT, 0);
			return true;
		}
		catch (IOException ex) {
			return false;
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
		try {
			return this.closed ? ifUnknown
					: this.descriptor.readOption(Constants.SO_MEMINFO, Constants.SK_MEMINFO_VARS, index);
		}
		catch (IOException ex) {
			return ifUnknown;
		}
	}

	/**
	 * Leaves the port: connected to itself, the socket gets nothing from others any more.
	 * The kernel gives that to the other sockets of the port, or refuses it where there
	 * is none; what waits already stays, and answers that name their destination are sent
	 * as before. Where the socket cannot be connected, for want of a loopback, the kernel
	 * drops newcomers instead and counts them.
	 */
	synchronized void stopAccepting() throws IOException {
		if (this.closed) {
			return;
		}
		InetAddress own = this.localAddress.getAddress();
		if (own.isAnyLocalAddress()) {
			own = InetAddress.ofLiteral(isIpv6() ? "::1" : "127.0.0.1");
		}
		if (this.descriptor.connect(own, this.localAddress.getPort(), this.family) < 0) {
			this.descriptor.attachFilterThatDropsAll();
		}
	}

	/**
	 * Wakes a thread that waits in a receive, and lets no other wait. An inherited socket
	 * is left alone, for others may have it: there a receive wakes by itself.
	 */
	synchronized void shutdown() {
		if (!this.closed && !this.inherited) {
			this.descriptor.shutdown();
		}
	}

	/**
	 * Closes the descriptor, unless it is inherited: then it stays open for the next
	 * start in this process.
	 */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			drops();
			this.closed = true;
			if (!this.inherited) {
				this.descriptor.close();
			}
		}
	}

}
