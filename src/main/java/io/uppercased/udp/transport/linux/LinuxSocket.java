package io.uppercased.udp.transport.linux;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.uppercased.udp.transport.OpenFailedException;
import io.uppercased.udp.transport.OpenFailedException.Reason;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * A bound UDP socket with its options, opened by this process or inherited.
 *
 * @param inherited whether other processes have it too, and the next one serves it
 * @param packetInfo whether datagrams have packet info, which their replies need
 * @param segmentation whether the kernel divides messages: udp(7), Linux 4.18
 * @param receiveBuffer the size in bytes that the kernel granted
 */
record LinuxSocket(Descriptor descriptor, boolean inherited, boolean packetInfo, boolean segmentation,
		InetSocketAddress localAddress, int receiveBuffer) implements Closeable {

	private static final InetAddress IPV6_LOOPBACK = InetAddress.ofLiteral("::1");

	private static final InetAddress IPV4_LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

	/**
	 * Opens and binds a socket: for all addresses an IPv6 socket that serves IPv4 too, or
	 * an IPv4 socket if there is no IPv6.
	 */
	static LinuxSocket open(TransportSettings settings) throws IOException {
		InetAddress address = settings.address();
		int opened = Descriptor.socket((address instanceof Inet4Address) ? Constants.AF_INET : Constants.AF_INET6,
				Constants.SOCK_DGRAM);
		if (opened < 0 && address == null) {
			opened = Descriptor.socket(Constants.AF_INET, Constants.SOCK_DGRAM);
		}
		Descriptor descriptor = new Descriptor(LibC.check("socket", opened));
		try {
			boolean ipv6 = descriptor.isIpv6();
			if (address == null) {
				address = InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0");
			}
			boolean packetInfo = configure(descriptor, address);
			descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_RCVBUF, settings.receiveBuffer());
			if (ipv6) {
				descriptor.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 0);
			}
			if (settings.isSharedWhenBound()) {
				descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_REUSEPORT, 1);
			}
			bind(descriptor, new InetSocketAddress(address, settings.port()));
			if (settings.sharing() != PortSharing.NONE) {
				descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_REUSEPORT, 1);
			}
			return bound(descriptor, false, packetInfo, settings);
		}
		catch (Throwable ex) {
			descriptor.close();
			throw ex;
		}
	}

	private static void bind(Descriptor descriptor, InetSocketAddress address) throws IOException {
		int result = descriptor.bind(address.getAddress(), address.getPort());
		Reason reason = switch (-result) {
			case Constants.EADDRINUSE -> Reason.PORT_IN_USE;
			case Constants.EADDRNOTAVAIL -> Reason.ADDRESS_NOT_LOCAL;
			case Constants.EACCES -> Reason.PERMISSION_DENIED;
			default -> null;
		};
		if (reason != null) {
			throw new OpenFailedException(address, reason, LibC.failure("bind", -result));
		}
		LibC.check("bind", result);
	}

	/**
	 * Takes over a bound socket. Its descriptor stays open when the socket is closed.
	 * @throws OpenFailedException if it is not a socket that can be served
	 */
	static LinuxSocket adopt(int number, TransportSettings settings) throws IOException {
		Descriptor descriptor = new Descriptor(number);
		Reason unfit = unfitness(descriptor);
		if (unfit != null) {
			throw new OpenFailedException(number, unfit);
		}
		// Calls wait, whatever flags the socket was opened with.
		LibC.check("fcntl", descriptor.fcntl(Constants.F_SETFL, 0));
		// A larger buffer may exceed what the kernel grants to this process.
		if (descriptor.receiveBuffer() < settings.receiveBuffer()) {
			descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_RCVBUF, settings.receiveBuffer());
		}
		return bound(descriptor, true, configure(descriptor, descriptor.localAddress().getAddress()), settings);
	}

	private static @Nullable Reason unfitness(Descriptor descriptor) throws IOException {
		int domain;
		try {
			domain = descriptor.readOption(Constants.SO_DOMAIN);
		}
		catch (IOException ex) {
			return Reason.NOT_A_SOCKET;
		}
		if ((domain != Constants.AF_INET && domain != Constants.AF_INET6)
				|| descriptor.readOption(Constants.SO_TYPE) != Constants.SOCK_DGRAM
				|| descriptor.readOption(Constants.SO_PROTOCOL) != Constants.IPPROTO_UDP) {
			return Reason.NOT_UDP;
		}
		if (descriptor.isConnected()) {
			return Reason.CONNECTED;
		}
		return (descriptor.localAddress().getPort() == 0) ? Reason.NOT_BOUND : null;
	}

	/**
	 * Sets options before the socket is bound to an address, so that the first datagram
	 * has its control messages. IPv4 replies may be fragmented on their way, because a
	 * firewall may drop the ICMP message that reports the largest size.
	 * @return whether datagrams have packet info
	 */
	private static boolean configure(Descriptor descriptor, InetAddress address) throws IOException {
		descriptor.setTimeout(Constants.SO_RCVTIMEO, UdpTransport.RECEIVE_TIMEOUT);
		descriptor.setTimeout(Constants.SO_SNDTIMEO, UdpTransport.SEND_TIMEOUT);
		descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, 1);
		if (!descriptor.trySetOption(Constants.IPPROTO_IP, Constants.IP_MTU_DISCOVER, Constants.IP_PMTUDISC_OMIT)) {
			descriptor.trySetOption(Constants.IPPROTO_IP, Constants.IP_MTU_DISCOVER, Constants.IP_PMTUDISC_DONT);
		}
		boolean packetInfo = needsPacketInfo(address);
		boolean ipv6 = descriptor.isIpv6();
		descriptor.setOption(ipv6 ? Constants.IPPROTO_IPV6 : Constants.IPPROTO_IP,
				ipv6 ? Constants.IPV6_RECVPKTINFO : Constants.IP_PKTINFO, packetInfo ? 1 : 0);
		return packetInfo;
	}

	/**
	 * A socket that is bound to one unicast address receives only what was sent to it,
	 * and the kernel replies from it. A link-local address needs the interface, too.
	 */
	private static boolean needsPacketInfo(InetAddress address) throws IOException {
		return address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLinkLocalAddress()
				|| (address instanceof Inet4Address && isBroadcast(address));
	}

	/** Asks the kernel, which refuses to connect to a broadcast address. */
	private static boolean isBroadcast(InetAddress address) throws IOException {
		try (Descriptor probe = Descriptor.open(Constants.AF_INET)) {
			int anyPort = 9;
			return probe.connect(address, anyPort) < 0;
		}
	}

	private static LinuxSocket bound(Descriptor descriptor, boolean inherited, boolean packetInfo,
			TransportSettings settings) throws IOException {
		if (descriptor.isIpv6()) {
			// Not before bind, which must refuse an address that is not of this host.
			descriptor.trySetOption(Constants.IPPROTO_IPV6, Constants.IPV6_FREEBIND, 1);
		}
		boolean segmentation = settings.segmentation()
				&& descriptor.trySetOption(Constants.IPPROTO_UDP, Constants.UDP_SEGMENT, 0);
		return new LinuxSocket(descriptor, inherited, packetInfo, segmentation, descriptor.localAddress(),
				descriptor.receiveBuffer());
	}

	/**
	 * Leaves the port: connected to itself, the socket receives nothing from others. New
	 * datagrams go to the other sockets of the port, or are refused if there are none.
	 * Queued datagrams stay, and replies with a destination are sent as before. If
	 * connect fails (no loopback), a filter drops and counts new datagrams.
	 */
	void leavePort() throws IOException {
		if (!connectsTo(this.localAddress.getAddress()) && !connectsTo(IPV6_LOOPBACK) && !connectsTo(IPV4_LOOPBACK)) {
			this.descriptor.attachFilterThatDropsAll();
		}
	}

	private boolean connectsTo(InetAddress own) throws IOException {
		return !own.isAnyLocalAddress() && (own instanceof Inet4Address || this.descriptor.isIpv6())
				&& this.descriptor.connect(own, this.localAddress.getPort()) == 0;
	}

	/** Closes the descriptor, unless it is inherited: the next start uses it again. */
	@Override
	public void close() {
		if (!this.inherited) {
			this.descriptor.close();
		}
	}

}
