package io.uppercased.transport;

import java.util.Locale;

/**
 * Why a datagram was not answered.
 */
public enum DropReason {

	/** Larger than the largest payload that is accepted. */
	OVERSIZE,

	/** From a port that is never answered. */
	REFUSED_PORT,

	/** From an address that is never answered. */
	REFUSED_SOURCE,

	/** More than its sender may send. */
	RATE_LIMITED,

	/** Not text in the expected encoding. */
	MALFORMED,

	/** The transformer failed on it. */
	TRANSFORM_FAILED,

	/** The reply is larger than a datagram can be. */
	REPLY_TOO_LARGE,

	/** The kernel refused to send the reply. */
	SEND_FAILED,

	/** The flow ended without an answer to it. */
	UNHANDLED;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the name that meters and endpoints use.
	 * @return the name in lower case, such as {@code reply_too_large}
	 */
	public String tag() {
		return this.tag;
	}

}
