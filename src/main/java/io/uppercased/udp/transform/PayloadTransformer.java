package io.uppercased.udp.transform;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Makes the reply to one message: the strategy that makes this service what it is. Called
 * on the listeners' threads, so by several at a time when there are several listeners, or
 * when it {@link #blocks()}.
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
	 * declined
	 * @throws java.nio.charset.CharacterCodingException if the message is not text in the
	 * expected encoding: counted as malformed, not as a failure of the transformer. With
	 * {@code udp.malformed-input=replace} it is then called again, with U+FFFD (three
	 * bytes) in place of what is not UTF-8, and with what it has changed in place.
	 * @throws Exception if it fails
	 */
	@Nullable ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception;

	/**
	 * Returns whether it waits for something, such as a lookup. Then the messages of a
	 * burst are transformed side by side, each on a virtual thread, and the listener
	 * waits for all of them: for 5 s at the most, or the health says that it hangs.
	 * @return whether it does, the same at each call
	 */
	default boolean blocks() {
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
