package io.uppercased.udp.autoconfigure;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Refuses an address to listen on that a socket may be bound to, and no reply can leave
 * from.
 */
final class OwnAddressCheck {

	private static final InetAddress LIMITED_BROADCAST = InetAddress.ofLiteral("255.255.255.255");

	private OwnAddressCheck() {
	}

	static void check(InetAddress address) {
		if (address.isMulticastAddress()) {
			throw refusal(address, "It is a multicast address");
		}
		if (address.equals(LIMITED_BROADCAST) || isBroadcastOfSubnet(address)) {
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

	// The kernel's broadcast address, but in subnets of one or two addresses (RFC 3021).
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

}
