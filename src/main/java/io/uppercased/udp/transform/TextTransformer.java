package io.uppercased.udp.transform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A transformer for UTF-8 messages, such as {@code String::toLowerCase}. Other messages
 * are malformed.
 */
public interface TextTransformer extends PayloadTransformer {

	/**
	 * Makes the reply to a message.
	 * @param text the message
	 * @return the reply, or {@code null} for none
	 * @throws Exception as {@link #transform(ByteBuffer, Exchange)} does
	 */
	@Nullable String transform(String text) throws Exception;

	@Override
	default @Nullable ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception {
		String reply = transform(decode(message));
		return (reply != null) ? ByteBuffer.wrap(reply.getBytes(StandardCharsets.UTF_8)) : null;
	}

	/**
	 * Decodes a message fast. If the result contains U+FFFD, which may replace malformed
	 * bytes, the slower, strict decoder decodes the message again.
	 * @throws CharacterCodingException if the message is not UTF-8
	 */
	static String decode(ByteBuffer message) throws CharacterCodingException {
		byte[] bytes = new byte[message.remaining()];
		message.get(message.position(), bytes);
		String text = new String(bytes, StandardCharsets.UTF_8);
		return (text.indexOf('\uFFFD') < 0) ? text
				: StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
	}

}
