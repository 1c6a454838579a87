package io.uppercased.udp.autoconfigure;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Looks at a socket that cannot tell which address of the host a datagram came to:
 * refuses it where replies depend on that, and warns where a reply may leave from an
 * address that its client does not know.
 *
 * @param needed whether the transformer's replies depend on the local address
 */
record LocalAddressCheck(boolean needed) implements Consumer<UdpTransport> {

	private static final Log logger = LogFactory.getLog(LocalAddressCheck.class);

	@Override
	public void accept(UdpTransport transport) {
		if (transport.capabilities().contains(Capability.DESTINATION_ADDRESS)) {
			return;
		}
		String blind = "On all addresses, the %s transport cannot tell which of them a message came to"
			.formatted(transport.name());
		if (this.needed) {
			throw new FailureAnalyzedException(blind + ", and the replies of the transformer depend on it.",
					"Set 'udp.address' to one address.");
		}
		if (hasSeveralAddresses()) {
			logger.warn(blind + ", and this host has several: a reply leaves from the one that routing chooses, "
					+ "which a client with a connected socket does not take. Set 'udp.address' to one address.");
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
