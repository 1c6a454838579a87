package io.uppercased.udp.autoconfigure;

import io.uppercased.udp.transport.UnfitSocketException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to change when what systemd hands over cannot be served.
 */
class UnfitSocketAnalyzer extends AbstractFailureAnalyzer<UnfitSocketException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnfitSocketException cause) {
		String what = switch (cause.reason()) {
			case NOT_A_SOCKET -> "is not a socket, or is not open";
			case NOT_UDP -> "is not a UDP socket";
			case CONNECTED -> "is connected, and hears one peer only";
			case NOT_BOUND -> "is not bound to a port";
		};
		return new FailureAnalysis(
				"File descriptor %d, which systemd hands over (LISTEN_FDS), %s.".formatted(cause.descriptor(), what),
				"In the socket unit, use 'ListenDatagram=' with a port, and nothing else that begins with 'Listen'.",
				cause);
	}

}
