package io.uppercased.udp.transport;

import java.util.Locale;

/** Why a datagram was dropped. */
public enum DropReason {

	OVERSIZE("larger than `udp.max-payload`"),
	REFUSED_PORT(
			"from a port in `udp.refused-source-ports`, from port 0, or from a port number that the service itself uses"),
	REFUSED_SOURCE(
			"from a source not in `udp.allowed-sources`, from an address that no single host has, or sent to a multicast address"),
	RATE_LIMITED("over `udp.rate-limit`"), MALFORMED("not UTF-8, or not valid to the transformer"),
	TRANSFORM_FAILED("the transformer threw an exception"),
	TIMED_OUT("the transformer took longer than `udp.reply-timeout`, or longer than `udp.drain-timeout` at a stop"),
	REPLY_TOO_LARGE("the reply exceeds 65,507 bytes"), SEND_FAILED("the kernel refused the reply"),
	UNHANDLED("the flow ended without an answer");

	private final String meaning;

	private final String tag = name().toLowerCase(Locale.ROOT);

	DropReason(String meaning) {
		this.meaning = meaning;
	}

	/** Returns the name in meters and endpoints, such as {@code reply_too_large}. */
	public String tag() {
		return this.tag;
	}

	/** Returns an explanation for operators, with names of properties in backticks. */
	public String meaning() {
		return this.meaning;
	}

}
