package io.uppercased.udp.transport;

import java.io.IOException;

/**
 * Thrown when what was handed over is not a socket that can be served.
 */
public class UnfitSocketException extends IOException {

	private final int descriptor;

	private final Reason reason;

	/**
	 * Creates the exception.
	 * @param descriptor the file descriptor that was handed over
	 * @param reason why it cannot be served
	 */
	public UnfitSocketException(int descriptor, Reason reason) {
		super("Cannot serve file descriptor " + descriptor + ": " + reason);
		this.descriptor = descriptor;
		this.reason = reason;
	}

	public int descriptor() {
		return this.descriptor;
	}

	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why a descriptor cannot be served.
	 */
	public enum Reason {

		/** It is a file, a pipe or the like, or it is not open. */
		NOT_A_SOCKET,

		/** It is a socket of another kind, such as TCP or a local one. */
		NOT_UDP,

		/** It has one peer, and hears no other. */
		CONNECTED,

		/** It has no port yet. */
		NOT_BOUND

	}

}
