package io.uppercased.udp.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

/**
 * Logs when the address of the sockets disappears from the interfaces of this host, and
 * when it is back. One thread checks; any thread may read the result.
 */
final class AddressWatch {

	private static final BackgroundLog logger = BackgroundLog.of(AddressWatch.class);

	/** IFA_F_TENTATIVE of {@code linux/if_addr.h}. */
	private static final int TENTATIVE = 0x40;

	/** The flag above, and IFA_F_OPTIMISTIC, with which the kernel uses the address. */
	private static final int UNUSED_FLAGS = TENTATIVE | 0x04;

	private final UdpIngress ingress;

	private final TransportSettings settings;

	/** Stays false if a local route receives for an address that no interface has. */
	private boolean seen;

	private volatile boolean missing;

	AddressWatch(UdpIngress ingress, TransportSettings settings) {
		this.ingress = ingress;
		this.settings = settings;
		InetAddress address = settings.address();
		this.seen = address != null && isPresent(address);
	}

	/** Returns whether the address was on an interface and no longer is. */
	boolean isMissing() {
		return this.missing;
	}

	void check() {
		List<UdpTransport> transports = this.ingress.transports();
		if (transports.isEmpty() || transports.getFirst().localAddress().getAddress().isAnyLocalAddress()) {
			return;
		}
		InetAddress address = transports.getFirst().localAddress().getAddress();
		if (isPresent(address) || (isOnNewInterface(transports.getFirst()) && reopen())) {
			boolean back = this.missing;
			this.seen = true;
			this.missing = false;
			if (back) {
				logger.info("The address to listen on is an address of this host again");
			}
		}
		else if (this.seen && !this.missing) {
			this.missing = true;
			logger.warn(("%s is no longer an address of this host, or another host has it, too. No datagram arrives. "
					+ "The service continues when an interface has the address again.")
				.formatted(address.getHostAddress()));
		}
	}

	/**
	 * Returns whether the interface of a link-local address was created again: it then
	 * has another index, and the socket receives nothing from it.
	 */
	private boolean isOnNewInterface(UdpTransport transport) {
		InetAddress address = this.settings.address();
		return address != null && address.equals(transport.localAddress().getAddress()) && isPresent(address)
				&& !transport.capabilities().contains(Capability.OUTLIVES_PROCESS);
	}

	private boolean reopen() {
		try {
			this.ingress.reopen();
			return true;
		}
		catch (IOException | RuntimeException ex) {
			// Normal while the kernel checks that no other host has the address.
			logger.debug("The sockets cannot be opened again yet: " + ex);
			return false;
		}
	}

	private boolean isPresent(InetAddress address) {
		try {
			int index = (address instanceof Inet6Address ipv6 && ipv6.isLinkLocalAddress()) ? ipv6.getScopeId() : 0;
			NetworkInterface network = (index > 0) ? NetworkInterface.getByIndex(index)
					: NetworkInterface.getByInetAddress(address);
			return network != null && network.inetAddresses().anyMatch(address::equals)
					&& !(address instanceof Inet6Address && isTentative(address, index));
		}
		catch (SocketException ex) {
			// Not known: assume no change.
			return this.seen && !this.missing;
		}
	}

	/**
	 * Returns whether the kernel does not use an IPv6 address of an interface, because it
	 * checks whether another host has it, or found one (RFC 4862, 5.4).
	 * @param index the number of the interface, 0 for all
	 */
	private static boolean isTentative(InetAddress address, int index) {
		String digits = HexFormat.of().formatHex(address.getAddress());
		try (Stream<String> addresses = Files.lines(Path.of("/proc/net/if_inet6"), StandardCharsets.ISO_8859_1)) {
			// The address, the number of the interface, two other numbers, the flags.
			List<Integer> flags = addresses.map((line) -> line.split(" +"))
				.filter((line) -> line[0].equals(digits) && (index == 0 || index == Integer.parseInt(line[1], 16)))
				.map((line) -> Integer.parseInt(line[4], 16) & UNUSED_FLAGS)
				.toList();
			return !flags.isEmpty() && flags.stream().allMatch((flag) -> flag == TENTATIVE);
		}
		catch (IOException | UncheckedIOException ex) {
			// There is no IPv6, or this is not Linux.
			return false;
		}
	}

}
