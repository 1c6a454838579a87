package io.uppercased.udp.transform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A transformer for messages that are UTF-8, such as {@code String::toLowerCase}. What is
 * not UTF-8 is malformed.
 */
public interface TextTransformer extends PayloadTransformer {

	/**
	 * Makes the reply to a message.
	 * @param text the message
	 * @return the reply, or {@code null} for none
	 * @throws Exception if it fails
	 */
	@Nullable String transform(String text) throws Exception;

	@Override
	default @Nullable ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception {
		String reply = transform(decode(message));
		return (reply != null) ? ByteBuffer.wrap(reply.getBytes(StandardCharsets.UTF_8)) : null;
	}

	/**
	 * Decodes the fast way, which cannot tell whether U+FFFD was in the message or stands
	 * for what is malformed. Where there is one, the slow way tells.
	 * @param message the message
	 * @return its text
	 * @throws CharacterCodingException if it is not UTF-8
	 */
	static String decode(ByteBuffer message) throws CharacterCodingException {
		byte[] bytes = new byte[message.remaining()];
		message.get(message.position(), bytes);
		String text = new String(bytes, StandardCharsets.UTF_8);
		return (text.indexOf('\uFFFD') < 0) ? text
				: StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
	}

}
