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

	/** Any port: no datagram is sent to it. */
	private static final int DISCARD_PORT = 9;

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
			return new LinuxSocket(descriptor, family, false, settings.segmentation());
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
		Descriptor.check("fcntl", descriptor.fcntl(Constants.F_SETFL, 0));
		configure(descriptor, family);
		// A larger one may be more than the kernel would grant to this process.
		if (LinuxSocket.receiveBuffer(descriptor) < settings.receiveBuffer()) {
			descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_RCVBUF, settings.receiveBuffer());
		}
		return new LinuxSocket(descriptor, family, true, settings.segmentation());
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
	 * messages. IPv4 replies may be fragmented on their way, because the ICMP message
	 * that reports the largest size may be filtered.
	 */
	private static void configure(Descriptor descriptor, short family) throws IOException {
		descriptor.setTimeout(Constants.SO_RCVTIMEO, UdpTransport.RECEIVE_TIMEOUT);
		descriptor.setTimeout(Constants.SO_SNDTIMEO, UdpTransport.SEND_TIMEOUT);
		descriptor.setOption(Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, 1);
		requestPacketInfo(descriptor, family, true);
		if (!descriptor.trySetOption(Constants.IPPROTO_IP, Constants.IP_MTU_DISCOVER, Constants.IP_PMTUDISC_OMIT)) {
			descriptor.trySetOption(Constants.IPPROTO_IP, Constants.IP_MTU_DISCOVER, Constants.IP_PMTUDISC_DONT);
		}
	}

	static void requestPacketInfo(Descriptor descriptor, short family, boolean requested) throws IOException {
		int value = requested ? 1 : 0;
		if (family == Constants.AF_INET6) {
			descriptor.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_RECVPKTINFO, value);
		}
		else {
			descriptor.setOption(Constants.IPPROTO_IP, Constants.IP_PKTINFO, value);
		}
	}

	/**
	 * Returns whether the kernel takes an IPv4 address for a broadcast address: then it
	 * refuses to connect to it.
	 */
	static boolean isBroadcast(InetAddress address) {
		int number = socket(Constants.AF_INET);
		if (number < 0) {
			return true;
		}
		Descriptor probe = new Descriptor(number);
		try {
			return probe.connect(address, DISCARD_PORT, Constants.AF_INET) != 0;
		}
		finally {
			probe.close();
		}
	}

	private static void bind(Descriptor descriptor, short family, TransportSettings settings) throws IOException {
		InetAddress address = (settings.address() != null) ? settings.address()
				: InetAddress.ofLiteral((family == Constants.AF_INET6) ? "::" : "0.0.0.0");
		int result = descriptor.bind(address, settings.port(), family);
		Reason reason = switch (-result) {
			case Errno.EADDRINUSE -> Reason.PORT_IN_USE;
			case Errno.EADDRNOTAVAIL -> Reason.ADDRESS_NOT_LOCAL;
			case Errno.EACCES -> Reason.PERMISSION_DENIED;
			default -> null;
		};
		if (reason != null) {
			throw new OpenFailedException(new InetSocketAddress(address, settings.port()), reason,
					Errno.failure("bind", -result));
		}
		Descriptor.check("bind", result);
	}

}
