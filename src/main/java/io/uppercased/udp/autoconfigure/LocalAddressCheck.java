package io.uppercased.udp.autoconfigure;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Collectors;

import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Checks that replies can leave from the address that the client sent to. One method
 * checks the configured address before a socket is opened, the other one the open socket.
 */
final class LocalAddressCheck {

	private static final Log logger = LogFactory.getLog(LocalAddressCheck.class);

	private LocalAddressCheck() {
	}

	/**
	 * Refuses an address that a socket can be bound to, but that no reply can leave from.
	 */
	static void checkConfigured(InetAddress address) {
		if (address.isMulticastAddress()) {
			throw refusal(address, "It is a multicast address");
		}
		if (address.getHostAddress().equals("255.255.255.255") || isBroadcastOfSubnet(address)) {
			throw refusal(address, "It is a broadcast address");
		}
		if (address instanceof Inet6Address ipv6 && ipv6.isLinkLocalAddress() && ipv6.getScopeId() == 0) {
			throw refusal(address, "It is link-local and lacks its interface, such as %eth0");
		}
	}

	private static boolean isBroadcastOfSubnet(InetAddress address) {
		try {
			return NetworkInterface.networkInterfaces()
				.flatMap((network) -> network.getInterfaceAddresses().stream())
				.anyMatch((subnet) -> isLastOf(subnet, address));
		}
		catch (SocketException ex) {
			return false;
		}
	}

	// The kernel's broadcast address, except in subnets of one or two addresses (RFC
	// 3021).
	private static boolean isLastOf(InterfaceAddress subnet, InetAddress address) {
		return subnet.getAddress() instanceof Inet4Address own && address instanceof Inet4Address
				&& subnet.getNetworkPrefixLength() < 31
				&& bits(address) == (bits(own) | -1 >>> subnet.getNetworkPrefixLength());
	}

	private static int bits(InetAddress address) {
		return ByteBuffer.wrap(address.getAddress()).getInt();
	}

	private static InvalidConfigurationPropertyValueException refusal(InetAddress address, String reason) {
		return new InvalidConfigurationPropertyValueException("udp.address", address.getHostAddress(),
				reason + ". Set one of this host's own addresses, or none to listen on all of them.");
	}

	/**
	 * Checks a socket that does not know the address that a datagram was sent to. Refuses
	 * it if replies depend on that address. Warns if a reply may leave from another
	 * address of the host.
	 * @param transport the socket
	 * @param needed whether the transformer's replies depend on the local address
	 */
	static void checkSocket(UdpTransport transport, boolean needed) {
		if (transport.capabilities().contains(Capability.DESTINATION_ADDRESS)) {
			return;
		}
		String problem = "The %s transport listens on all addresses and does not know to which one a datagram was sent"
			.formatted(transport.name());
		if (needed) {
			throw new FailureAnalyzedException(problem + ", and the replies of the transformer depend on it.",
					"Set 'udp.address' to one address.");
		}
		if (hasSeveralAddresses()) {
			logger.warn(problem + ", and this host has several. A reply may leave from another address, and a client "
					+ "with a connected socket does not receive it. Set 'udp.address' to one address.");
		}
	}

	private static boolean hasSeveralAddresses() {
		try {
			Map<Class<?>, Long> counts = NetworkInterface.networkInterfaces()
				.flatMap(NetworkInterface::inetAddresses)
				.filter((address) -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
				.collect(Collectors.groupingBy(InetAddress::getClass, Collectors.counting()));
			return counts.values().stream().anyMatch((count) -> count > 1);
		}
		catch (SocketException ex) {
			return true;
		}
	}

}
