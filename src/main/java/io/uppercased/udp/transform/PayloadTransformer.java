package io.uppercased.udp.transform;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Makes the reply to one message: the strategy that makes a server what it is. Called by
 * the threads of the listeners, or by one virtual thread for each message if it
 * {@link #waits()}; so by several threads at a time, unless there is one listener and it
 * does not wait.
 */
@FunctionalInterface
public interface PayloadTransformer {

	/**
	 * Makes the reply to a message. Whatever it throws costs this message its reply, and
	 * no other.
	 * @param message the message, from the buffer's position to its limit: 0 to 65,507
	 * bytes, in the state of a new buffer. It may be changed in place. After the return
	 * the same buffer holds a later message, so keep a copy and never the buffer.
	 * @param exchange tells who sent the message, and where to; valid until the return
	 * @return the reply, from the buffer's position to its limit, at most 65,507 bytes:
	 * either {@code message} itself or another buffer, which is copied and stays as it
	 * is, so that it may be a constant; or {@code null} for no reply, which is counted as
	 * unanswered
	 * @throws java.nio.charset.CharacterCodingException if the message is not text in the
	 * expected encoding: counted as malformed, not as a failure of the transformer. With
	 * {@code udp.malformed-input=replace} it is then called again, with U+FFFD (three
	 * bytes) in place of what is not UTF-8, and with what it has changed in place.
	 * @throws InvalidMessageException if the message is invalid in another way: counted
	 * as malformed, too
	 * @throws Exception if it fails
	 */
	@Nullable ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception;

	/**
	 * Returns whether it waits, for example for a database, or computes for more than
	 * about a millisecond. Then each message leaves its burst and is transformed on a
	 * virtual thread, at most {@code udp.max-in-flight} at the same time, and each for at
	 * most {@code udp.reply-timeout}. Replies may overtake each other.
	 * @return whether it waits, the same at each call
	 */
	default boolean waits() {
		return false;
	}

	/**
	 * Returns whether replies depend on {@link Exchange#localAddress()}: then the service
	 * does not start where it cannot tell.
	 * @return whether they do
	 */
	default boolean needsLocalAddress() {
		return false;
	}

}
