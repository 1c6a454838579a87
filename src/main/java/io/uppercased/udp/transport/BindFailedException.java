package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Thrown when a socket cannot be bound.
 */
public class BindFailedException extends IOException {

	private final InetSocketAddress address;

	private final Reason reason;

	/**
	 * Creates the exception.
	 * @param address what the socket was to be bound to
	 * @param reason why it could not
	 * @param cause what the platform said
	 */
	public BindFailedException(InetSocketAddress address, Reason reason, Throwable cause) {
		super("Cannot bind UDP socket to " + address + ": " + reason, cause);
		this.address = address;
		this.reason = reason;
	}

	public InetSocketAddress address() {
		return this.address;
	}

	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why a socket cannot be bound.
	 */
	public enum Reason {

		/** Another socket has the port. */
		PORT_IN_USE,

		/** The address is not one of this host. */
		ADDRESS_NOT_LOCAL,

		/** This user may not bind the port. */
		PERMISSION_DENIED,

		/** The port is privileged, and either taken or not allowed to this user. */
		PORT_IN_USE_OR_DENIED

	}

}
