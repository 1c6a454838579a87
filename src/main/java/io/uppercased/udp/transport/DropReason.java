package io.uppercased.udp.transport;

import java.util.Locale;

/**
 * Why a datagram was not answered, and whose doing that is.
 */
public enum DropReason {

	OVERSIZE(Fault.SENDER, "larger than `udp.max-payload`"),
	REFUSED_PORT(Fault.SENDER,
			"from a port in `udp.refused-source-ports`, from port 0, or from a port number of the service's own"),
	REFUSED_SOURCE(Fault.SENDER,
			"not in `udp.allowed-sources`, from an address that is not one host's, or to a multicast address"),
	RATE_LIMITED(Fault.SENDER, "over `udp.rate-limit`"),
	MALFORMED(Fault.SENDER, "not UTF-8, or not valid to the transformer"),
	TRANSFORM_FAILED(Fault.SERVICE, "the transformer threw"),
	TIMED_OUT(Fault.SERVICE,
			"the transformer took longer than `udp.reply-timeout`, or at a stop than `udp.drain-timeout`"),
	REPLY_TOO_LARGE(Fault.SENDER, "the reply exceeds 65,507 bytes"),
	SEND_FAILED(Fault.NETWORK, "the kernel refused the reply"),
	UNHANDLED(Fault.SERVICE, "the flow ended without an answer");

	private final Fault fault;

	private final String meaning;

	private final String tag = name().toLowerCase(Locale.ROOT);

	DropReason(Fault fault, String meaning) {
		this.fault = fault;
		this.meaning = meaning;
	}

	/**
	 * Returns the name that meters and endpoints use.
	 * @return the name in lower case, such as {@code reply_too_large}
	 */
	public String tag() {
		return this.tag;
	}

	/**
	 * Returns whose doing a drop for this reason is.
	 * @return whose it is, most likely
	 */
	public Fault fault() {
		return this.fault;
	}

	/**
	 * Returns what an operator reads.
	 * @return the meaning, with names of properties in backticks
	 */
	public String meaning() {
		return this.meaning;
	}

	/**
	 * Whose doing a drop is.
	 */
	public enum Fault {

		/** The sender's: it sent what is not to be answered. */
		SENDER,

		/** The network's, between the service and the sender. */
		NETWORK,

		/** The service's own. */
		SERVICE

	}

}
