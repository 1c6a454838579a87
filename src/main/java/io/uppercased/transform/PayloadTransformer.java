package io.uppercased.transform;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

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
	 * @param localAddress the address and port that the message came to
	 * @return the reply, from the buffer's position to its limit, at most 65,507 bytes:
	 * either {@code message} itself or another buffer
	 * @throws CharacterCodingException if the message is not text in the expected
	 * encoding: counted as malformed, not as a failure of the transformer
	 */
	ByteBuffer transform(ByteBuffer message, InetSocketAddress localAddress) throws CharacterCodingException;

}
