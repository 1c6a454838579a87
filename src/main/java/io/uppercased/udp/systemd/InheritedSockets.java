package io.uppercased.udp.systemd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.linux.LinuxTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Opens the sockets that systemd passes to this process, sd_listen_fds(3), on the linux
 * transport, one at each {@link #open(TransportSettings)}. Their descriptors stay open
 * until the process ends: when all have been opened, the next start of the adapter begins
 * with the first one again. Used by one thread at a time.
 */
public final class InheritedSockets implements TransportFactory {

	private static final Log logger = LogFactory.getLog(InheritedSockets.class);

	/** {@code SD_LISTEN_FDS_START}. */
	private static final int FIRST = 3;

	private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

	private final int first;

	private final int count;

	private final List<String> names;

	private int next;

	private InheritedSockets(int first, int count, List<String> names) {
		this.first = first;
		this.count = count;
		this.names = names;
	}

	/**
	 * Finds the sockets.
	 * @param environment the environment of the process
	 * @param pid its number
	 * @return the sockets, or {@code null} if there are none
	 * @throws FailureAnalyzedException if there are sockets, but not for this process
	 */
	public static @Nullable TransportFactory find(Map<String, String> environment, long pid) {
		return find(environment, pid, FIRST);
	}

	static @Nullable TransportFactory find(Map<String, String> environment, long pid, int first) {
		String count = environment.getOrDefault("LISTEN_FDS", "0");
		if (count.equals("0")) {
			return null;
		}
		String receiver = environment.getOrDefault("LISTEN_PID", "");
		if (!NUMBER.matcher(count).matches()) {
			throw refusal("LISTEN_FDS=%s is not a number of sockets.".formatted(count));
		}
		if (!receiver.equals(String.valueOf(pid))) {
			throw refusal("The sockets from systemd (LISTEN_FDS=%s) are for process '%s', but this is process %d."
				.formatted(count, receiver, pid));
		}
		String names = environment.getOrDefault("LISTEN_FDNAMES", "");
		return new InheritedSockets(first, Integer.parseInt(count),
				names.isEmpty() ? List.of() : List.of(names.split(":", -1)));
	}

	// Another socket would leave the clients of the inherited one unanswered.
	private static FailureAnalyzedException refusal(String description) {
		return new FailureAnalyzedException(description, "A script that starts java must use 'exec'. "
				+ "If the service should open its own socket, unset LISTEN_FDS.");
	}

	@Override
	public int count(int wanted) {
		return this.count;
	}

	@Override
	public UdpTransport open(TransportSettings settings) throws IOException {
		int index = this.next;
		// If this fails, the start fails, and the next start begins with the first
		// socket.
		this.next = 0;
		UdpTransport transport = LinuxTransport.adopt(this.first + index, settings);
		this.next = (index + 1) % this.count;
		InetSocketAddress address = transport.localAddress();
		logger.info("Using socket %s from systemd instead of 'udp.address' and 'udp.port': UDP port %d on %s".formatted(
				(index < this.names.size()) ? this.names.get(index) : index, address.getPort(),
				address.getAddress().getHostAddress()));
		return transport;
	}

}
