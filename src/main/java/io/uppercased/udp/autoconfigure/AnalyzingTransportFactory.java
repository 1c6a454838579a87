package io.uppercased.udp.autoconfigure;

import java.io.IOException;

import io.uppercased.udp.transport.OpenFailedException;
import io.uppercased.udp.transport.OpenFailedException.Reason;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Opens sockets with another factory. If this fails, the exception says what to change.
 */
record AnalyzingTransportFactory(TransportFactory transports, MemoryNeeds memory) implements TransportFactory {

	private static final String CHOOSE_UNPRIVILEGED = "Choose a port from 1024 on with 'udp.port', "
			+ "or grant the process CAP_NET_BIND_SERVICE";

	@Override
	public UdpTransport open(TransportSettings settings) throws IOException {
		try {
			return this.transports.open(settings);
		}
		catch (OpenFailedException ex) {
			throw new FailureAnalyzedException(String.valueOf(ex.getMessage()), action(ex.reason()), ex);
		}
		catch (OutOfMemoryError ex) {
			throw this.memory.refusal("this JVM cannot allocate it: " + ex.getMessage());
		}
	}

	@Override
	public int count(int wanted) {
		return this.transports.count(wanted);
	}

	private static String action(Reason reason) {
		return switch (reason) {
			case PORT_IN_USE ->
				"End the process that uses it (on Linux, 'ss -aunp' names it), or choose another with 'udp.port'. "
						+ "Two processes of one user can share it if both were started with 'udp.reuse-port'.";
			case ADDRESS_NOT_LOCAL ->
				"Set 'udp.address' to one of its addresses, or remove it to listen on all of them.";
			case PERMISSION_DENIED -> CHOOSE_UNPRIVILEGED + ".";
			case PORT_IN_USE_OR_DENIED -> CHOOSE_UNPRIVILEGED + ", or end the process that uses the port.";
			case NOT_A_SOCKET, NOT_UDP, CONNECTED, NOT_BOUND ->
				"In the socket unit, use 'ListenDatagram=' with a port, and no other setting that begins with 'Listen'.";
		};
	}

}
