package io.uppercased.udp.autoconfigure;

import java.io.IOException;

import io.uppercased.udp.transport.BindFailedException;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.UnfitSocketException;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Opens sockets with another factory, and says what to change when one cannot be opened.
 *
 * @param transports the other factory
 * @param memory how much memory the bursts need
 */
record OpenFailures(TransportFactory transports, MemoryNeeds memory) implements TransportFactory {

	private static final String CHOOSE_UNPRIVILEGED = "Choose a port from 1024 on with 'udp.port', "
			+ "or grant the process CAP_NET_BIND_SERVICE";

	@Override
	public UdpTransport open(TransportSettings settings) throws IOException {
		try {
			return this.transports.open(settings);
		}
		catch (BindFailedException ex) {
			throw bindFailed(ex, ex.address().getAddress().getHostAddress(), ex.address().getPort());
		}
		catch (UnfitSocketException ex) {
			throw unfit(ex);
		}
		catch (OutOfMemoryError ex) {
			throw this.memory.refusal("this JVM got less: " + ex.getMessage());
		}
	}

	@Override
	public int count(int wanted) {
		return this.transports.count(wanted);
	}

	private static FailureAnalyzedException bindFailed(BindFailedException ex, String host, int port) {
		return switch (ex.reason()) {
			case PORT_IN_USE -> new FailureAnalyzedException("UDP port %d on %s is in use.".formatted(port, host),
					"End the process that has it ('ss -aunp' names it on Linux), or choose another with 'udp.port'. "
							+ "Two of one user can share it if both were started with 'udp.reuse-port'.",
					ex);
			case ADDRESS_NOT_LOCAL -> new FailureAnalyzedException("%s is not an address of this host.".formatted(host),
					"Set 'udp.address' to one of its addresses, or leave it out to listen on all of them.", ex);
			case PERMISSION_DENIED -> new FailureAnalyzedException(
					"This user may not bind UDP port %d.".formatted(port), CHOOSE_UNPRIVILEGED + ".", ex);
			case PORT_IN_USE_OR_DENIED -> new FailureAnalyzedException(
					"UDP port %d on %s is in use, or this user may not bind ports below 1024.".formatted(port, host),
					CHOOSE_UNPRIVILEGED + ", or end the process that has the port.", ex);
		};
	}

	private static FailureAnalyzedException unfit(UnfitSocketException ex) {
		String what = switch (ex.reason()) {
			case NOT_A_SOCKET -> "is not a socket, or is not open";
			case NOT_UDP -> "is not a UDP socket";
			case CONNECTED -> "is connected, so it receives from one peer only";
			case NOT_BOUND -> "is not bound to a port";
		};
		return new FailureAnalyzedException(
				"File descriptor %d, which systemd hands over (LISTEN_FDS), %s.".formatted(ex.descriptor(), what),
				"In the socket unit, use 'ListenDatagram=' with a port, and nothing else that begins with 'Listen'.",
				ex);
	}

}
