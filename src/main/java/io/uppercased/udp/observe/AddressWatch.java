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

	/**
	 * IFA_F_TENTATIVE of {@code linux/if_addr.h}: perhaps another host has the address.
	 */
	private static final int TENTATIVE = 0x40;

	/** IFA_F_OPTIMISTIC: the kernel uses the address although it is tentative. */
	private static final int OPTIMISTIC = 0x04;

	private final UdpIngress ingress;

	private final TransportSettings settings;

	/**
	 * Whether an interface had the address at the last check. Stays false if only a local
	 * route receives for it.
	 */
	private boolean present;

	/** Whether it was present before, but not at the last check. */
	private volatile boolean missing;

	AddressWatch(UdpIngress ingress, TransportSettings settings) {
		this.ingress = ingress;
		this.settings = settings;
		InetAddress address = settings.address();
		this.present = address != null && isPresent(address);
	}

	boolean isMissing() {
		return this.missing;
	}

	void check() {
		List<UdpTransport> transports = this.ingress.transports();
		if (transports.isEmpty() || transports.getFirst().localAddress().getAddress().isAnyLocalAddress()) {
			return;
		}
		InetAddress address = transports.getFirst().localAddress().getAddress();
		boolean before = this.present;
		this.present = isPresent(address) || (isOnNewInterface(transports.getFirst()) && reopen());
		if (this.present && this.missing) {
			this.missing = false;
			logger.info("The address to listen on is an address of this host again");
		}
		else if (before && !this.present) {
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
					&& (!(address instanceof Inet6Address) || isUsed(address, index));
		}
		catch (SocketException ex) {
			// Not known: assume no change.
			return this.present;
		}
	}

	/**
	 * Returns whether the kernel uses an IPv6 address of an interface. It does not while
	 * it checks whether another host has it, or after it found one (RFC 4862, 5.4).
	 * @param index the number of the interface, 0 for all
	 */
	private static boolean isUsed(InetAddress address, int index) {
		String digits = HexFormat.of().formatHex(address.getAddress());
		try (Stream<String> addresses = Files.lines(Path.of("/proc/net/if_inet6"), StandardCharsets.ISO_8859_1)) {
			// The address, the number of the interface, two other numbers, the flags.
			return addresses.map((line) -> line.split(" +"))
				.filter((line) -> line[0].equals(digits) && (index == 0 || index == Integer.parseInt(line[1], 16)))
				.mapToInt((line) -> Integer.parseInt(line[4], 16))
				.anyMatch((flags) -> (flags & (TENTATIVE | OPTIMISTIC)) != TENTATIVE);
		}
		catch (IOException | UncheckedIOException ex) {
			// There is no IPv6, or this is not Linux.
			return true;
		}
	}

}
