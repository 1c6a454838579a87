package io.uppercased.udp.transform;

/**
 * Thrown by a transformer when a message is invalid: the datagram is dropped as
 * {@code malformed}. It has no stack trace, because any sender can cause it often.
 */
public class InvalidMessageException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message what is invalid
	 */
	public InvalidMessageException(String message) {
		super(message, null, false, false);
	}

}
