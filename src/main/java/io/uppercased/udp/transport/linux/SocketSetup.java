package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
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
 * Opens a socket, or takes over one that is open, and sets its options.
 */
final class SocketSetup {

	private SocketSetup() {
	}

	/**
	 * Opens and binds a socket: for all addresses an IPv6 socket that serves IPv4 too, or
	 * an IPv4 socket if there is no IPv6.
	 */
	static LinuxSocket open(TransportSettings settings) throws IOException {
		short family = (settings.address() instanceof Inet4Address) ? Constants.AF_INET : Constants.AF_INET6;
		int opened = socket(family);
		if (opened < 0 && settings.address() == null) {
			family = Constants.AF_INET;
			opened = socket(family);
		}
		Descriptor descriptor = new Descriptor(LibC.check("socket", opened));
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
			return bound(descriptor, family, false, settings);
		}
		catch (Throwable ex) {
			descriptor.close();
			throw ex;
		}
	}

	private static int socket(short family) {
		return new LibC(Arena.ofAuto()).socket(family, Constants.SOCK_DGRAM | Constants.SOCK_CLOEXEC);
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
		short family = (short) descriptor.readOption(Constants.SO_DOMAIN);
		// Calls wait, whatever flags the socket was opened with.
		LibC.check("fcntl", descriptor.fcntl(Constants.F_SETFL, 0));
		configure(descriptor, family);
		// A larger buffer may exceed what the kernel grants to this process.
		if (LinuxSocket.receiveBuffer(descriptor) < settings.receiveBuffer()) {
			descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_RCVBUF, settings.receiveBuffer());
		}
		return bound(descriptor, family, true, settings);
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
	 * Sets options before the socket is bound, so that the first datagram has its control
	 * messages. IPv4 replies may be fragmented on their way, because a firewall may drop
	 * the ICMP message that reports the largest size.
	 */
	private static void configure(Descriptor descriptor, short family) throws IOException {
		descriptor.setTimeout(Constants.SO_RCVTIMEO, UdpTransport.RECEIVE_TIMEOUT);
		descriptor.setTimeout(Constants.SO_SNDTIMEO, UdpTransport.SEND_TIMEOUT);
		descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, 1);
		requestPacketInfo(descriptor, family, 1);
		if (!descriptor.trySetOption(Constants.IPPROTO_IP, Constants.IP_MTU_DISCOVER, Constants.IP_PMTUDISC_OMIT)) {
			descriptor.trySetOption(Constants.IPPROTO_IP, Constants.IP_MTU_DISCOVER, Constants.IP_PMTUDISC_DONT);
		}
	}

	private static void requestPacketInfo(Descriptor descriptor, short family, int value) throws IOException {
		if (family == Constants.AF_INET6) {
			descriptor.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_RECVPKTINFO, value);
		}
		else {
			descriptor.setOption(Constants.IPPROTO_IP, Constants.IP_PKTINFO, value);
		}
	}

	private static void bind(Descriptor descriptor, short family, TransportSettings settings) throws IOException {
		InetAddress address = (settings.address() != null) ? settings.address()
				: InetAddress.ofLiteral((family == Constants.AF_INET6) ? "::" : "0.0.0.0");
		int result = descriptor.bind(address, settings.port(), family);
		Reason reason = switch (-result) {
			case Constants.EADDRINUSE -> Reason.PORT_IN_USE;
			case Constants.EADDRNOTAVAIL -> Reason.ADDRESS_NOT_LOCAL;
			case Constants.EACCES -> Reason.PERMISSION_DENIED;
			default -> null;
		};
		if (reason != null) {
			throw new OpenFailedException(new InetSocketAddress(address, settings.port()), reason,
					LibC.failure("bind", -result));
		}
		LibC.check("bind", result);
	}

	/** Sets the options that depend on the bound address. */
	private static LinuxSocket bound(Descriptor descriptor, short family, boolean inherited, TransportSettings settings)
			throws IOException {
		boolean packetInfo = needsPacketInfo(descriptor.localAddress().getAddress());
		if (!packetInfo) {
			requestPacketInfo(descriptor, family, 0);
		}
		if (family == Constants.AF_INET6) {
			// Not before bind, which must refuse an address that is not of this host.
			descriptor.trySetOption(Constants.IPPROTO_IPV6, Constants.IPV6_FREEBIND, 1);
		}
		boolean segmentation = settings.segmentation()
				&& descriptor.trySetOption(Constants.IPPROTO_UDP, Constants.UDP_SEGMENT, 0);
		return new LinuxSocket(descriptor, family, inherited, packetInfo, segmentation);
	}

	/**
	 * A socket that is bound to one unicast address receives only what was sent to it,
	 * and the kernel replies from it. A link-local address needs the interface, too.
	 */
	private static boolean needsPacketInfo(InetAddress address) {
		return address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLinkLocalAddress()
				|| (address instanceof Inet4Address && isBroadcast(address));
	}

	/** Asks the kernel, which refuses to connect to a broadcast address. */
	private static boolean isBroadcast(InetAddress address) {
		Descriptor probe = new Descriptor(socket(Constants.AF_INET));
		int anyPort = 9;
		boolean refused = probe.connect(address, anyPort, Constants.AF_INET) < 0;
		probe.close();
		return refused;
	}

}
