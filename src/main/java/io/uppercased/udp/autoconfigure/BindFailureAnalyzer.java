package io.uppercased.udp.autoconfigure;

import java.net.InetSocketAddress;

import io.uppercased.udp.transport.BindFailedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to change when a UDP socket cannot be bound.
 */
class BindFailureAnalyzer extends AbstractFailureAnalyzer<BindFailedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, BindFailedException cause) {
		InetSocketAddress address = cause.address();
		int port = address.getPort();
		String host = address.getAddress().getHostAddress();
		return switch (cause.reason()) {
			case PORT_IN_USE -> new FailureAnalysis("UDP port %d on %s is in use.".formatted(port, host),
					"End the process that has it ('ss -lunp' names it on Linux), or choose another with 'udp.port'. "
							+ "Two of one user can share it if both were started with 'udp.reuse-port'.",
					cause);
			case ADDRESS_NOT_LOCAL -> new FailureAnalysis("%s is not an address of this host.".formatted(host),
					"Set 'udp.address' to one of its addresses, or leave it out to listen on all of them.", cause);
			case PERMISSION_DENIED -> new FailureAnalysis("This user may not bind UDP port %d.".formatted(port),
					"Choose a port from 1024 on with 'udp.port', or grant the process CAP_NET_BIND_SERVICE.", cause);
			case PORT_IN_USE_OR_DENIED -> new FailureAnalysis(
					"UDP port %d on %s is in use, or this user may not bind ports below 1024.".formatted(port, host),
					"Choose a port from 1024 on with 'udp.port', grant the process CAP_NET_BIND_SERVICE, "
							+ "or end the process that has the port.",
					cause);
		};
	}

}
