package io.uppercased.udp.transform;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Makes the reply to a message. Called by the threads of the listeners, or by a virtual
 * thread for each message if it {@link #waits()}. It must be thread-safe, unless there is
 * one listener and it does not wait.
 */
@FunctionalInterface
public interface PayloadTransformer {

	/**
	 * Makes the reply to a message. If it throws, only this message gets no reply.
	 * @param message the message, from the buffer's position to its limit: 0 to 65,507
	 * bytes, in the state of a new buffer. It may be changed in place. The same buffer
	 * contains another message after the return, so copy what you keep.
	 * @param exchange the sender and the address that it wrote to; valid until the return
	 * @return the reply, from the buffer's position to its limit, at most 65,507 bytes:
	 * {@code message} itself or another buffer, which is copied and not changed, so it
	 * may be a constant; {@code null} for no reply, which is counted as unanswered
	 * @throws java.nio.charset.CharacterCodingException if the message is not text in the
	 * expected encoding: counted as malformed. With {@code udp.malformed-input=replace}
	 * the transformer is called again with this message, in which U+FFFD (three bytes)
	 * replaces what is not UTF-8. Changes that it made to the message remain.
	 * @throws InvalidMessageException if the message is invalid in another way: counted
	 * as malformed
	 * @throws Exception if the transformer fails: counted as transform_failed, and logged
	 */
	@Nullable ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception;

	/**
	 * Returns whether it waits, for example for a database, or computes for more than
	 * about a millisecond. Then each message is transformed on a virtual thread, at most
	 * {@code udp.max-in-flight} at the same time, each for at most
	 * {@code udp.reply-timeout}. Replies may overtake each other.
	 * @return whether it waits, the same at each call
	 */
	default boolean waits() {
		return false;
	}

	/**
	 * {@return whether replies depend on {@link Exchange#localAddress()}} If so, the
	 * service does not start with a transport that does not know this address.
	 */
	default boolean needsLocalAddress() {
		return false;
	}

}
