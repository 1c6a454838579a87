package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Thrown when a socket cannot be bound, or an inherited socket cannot be used. The
 * message is a sentence for operators.
 */
public class OpenFailedException extends IOException {

	private static final String DESCRIPTOR = "File descriptor %d, which systemd hands over (LISTEN_FDS), ";

	private final Reason reason;

	/** Creates the exception for a socket that cannot be bound to an address. */
	public OpenFailedException(InetSocketAddress address, Reason reason, Throwable cause) {
		super(reason.sentence.formatted(address.getPort(), address.getAddress().getHostAddress()), cause);
		this.reason = reason;
	}

	/** Creates the exception for an inherited socket. */
	public OpenFailedException(int descriptor, Reason reason) {
		super(reason.sentence.formatted(descriptor));
		this.reason = reason;
	}

	public Reason reason() {
		return this.reason;
	}

	/** Why a socket cannot be bound or used. */
	public enum Reason {

		PORT_IN_USE("UDP port %d on %s is in use."), ADDRESS_NOT_LOCAL("%2$s is not an address of this host."),
		PERMISSION_DENIED("This user may not bind UDP port %d."),
		PORT_IN_USE_OR_DENIED("UDP port %d on %s is in use, or this user may not bind ports below 1024."),
		NOT_A_SOCKET(DESCRIPTOR + "is not a socket, or is not open."), NOT_UDP(DESCRIPTOR + "is not a UDP socket."),
		CONNECTED(DESCRIPTOR + "is connected, so it receives from one peer only."),
		NOT_BOUND(DESCRIPTOR + "is not bound to a port.");

		private final String sentence;

		Reason(String sentence) {
			this.sentence = sentence;
		}

	}

}
