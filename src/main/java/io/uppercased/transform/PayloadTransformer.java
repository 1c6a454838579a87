package io.uppercased.transform;

import java.nio.ByteBuffer;

/**
 * Makes the reply to one message: the strategy that makes this service what it is. Called
 * on the listeners' threads, so by several at a time when there are several listeners.
 */
@FunctionalInterface
public interface PayloadTransformer {

	/**
	 * Makes the reply to a message. Whatever it throws costs this message its reply, and
	 * no other.
	 * @param message the message, from the buffer's position to its limit: 0 to 65,507
	 * bytes. It may be changed in place, and belongs to the next datagram after the
	 * return.
	 * @param exchange tells who sent the message, and where to; valid until the return
	 * @return the reply, from the buffer's position to its limit, at most 65,507 bytes:
	 * either {@code message} itself or another buffer
	 * @throws java.nio.charset.CharacterCodingException if the message is not text in the
	 * expected encoding: counted as malformed, not as a failure of the transformer
	 * @throws Exception if it fails
	 */
	ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception;

	/**
	 * Returns whether replies depend on {@link Exchange#localAddress()}: then the service
	 * does not start where it cannot tell.
	 * @return whether they do
	 */
	default boolean needsLocalAddress() {
		return false;
	}

}
