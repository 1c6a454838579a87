package io.uppercased.udp.transport;

import org.jspecify.annotations.Nullable;

/**
 * Why a transport does not work here.
 *
 * @param kind what is in the way
 * @param cause what the platform said, or {@code null} if it said nothing
 */
public record Obstacle(Kind kind, @Nullable Throwable cause) {

	/**
	 * What can be in the way.
	 */
	public enum Kind {

		/** The transport is for another operating system or processor. */
		PLATFORM,

		/** Java does not let the service call foreign functions. */
		NATIVE_ACCESS,

		/** The C library lacks a function. */
		LIBRARY,

		/** The kernel refuses a call. */
		KERNEL

	}

}
