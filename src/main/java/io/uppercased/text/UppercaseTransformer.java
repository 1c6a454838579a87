package io.uppercased.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transform.TextTransformer;

/**
 * Replies with the UTF-8 text in upper case, by the full Unicode mapping (ß becomes SS)
 * without rules of a language. Changes ASCII in place, eight bytes at a time.
 */
public final class UppercaseTransformer implements PayloadTransformer {

	private static final long EVERY_BYTE = 0x0101010101010101L;

	private static final long HIGH_BITS = EVERY_BYTE << 7;

	private static final int PIECE = 64;

	@Override
	public ByteBuffer transform(ByteBuffer message, Exchange exchange) throws CharacterCodingException {
		return uppercaseAscii(message) ? message
				: ByteBuffer.wrap(uppercaseUnicode(TextTransformer.decode(message)).getBytes(StandardCharsets.UTF_8));
	}

	// Stops at the first byte that is not ASCII, and then returns false. The caller can
	// convert the whole message anyway: ASCII that is already in upper case does not
	// change.
	private static boolean uppercaseAscii(ByteBuffer message) {
		int index = message.position();
		int limit = message.limit();
		for (; index <= limit - Long.BYTES; index += Long.BYTES) {
			long eight = message.getLong(index);
			if ((eight & HIGH_BITS) != 0) {
				return false;
			}
			message.putLong(index, uppercaseAscii(eight));
		}
		for (; index < limit; index++) {
			byte one = message.get(index);
			if (one < 0) {
				return false;
			}
			message.put(index, (byte) uppercaseAscii(one));
		}
		return true;
	}

	// Clears bit 5 of each byte from 'a' to 'z'. All bytes are below 0x80, so no sum
	// carries into the next byte. The first sets the high bit from 'a' on, the second
	// above 'z'.
	private static long uppercaseAscii(long eight) {
		long fromA = eight + (0x80 - 'a') * EVERY_BYTE;
		long pastZ = eight + (0x80 - 'z' - 1) * EVERY_BYTE;
		return eight ^ (((fromA ^ pastZ) & HIGH_BITS) >>> 2);
	}

	// Piece by piece, because the JDK copies its result for each character that
	// becomes several, which takes seconds for a large text. The mapping of a code
	// point does not depend on others.
	private static String uppercaseUnicode(String text) {
		if (text.length() <= PIECE) {
			return text.toUpperCase(Locale.ROOT);
		}
		StringBuilder result = new StringBuilder(text.length());
		for (int start = 0; start < text.length();) {
			int end = Math.min(start + PIECE, text.length());
			if (Character.isHighSurrogate(text.charAt(end - 1))) {
				end = Math.min(end + 1, text.length());
			}
			result.append(text.substring(start, end).toUpperCase(Locale.ROOT));
			start = end;
		}
		return result.toString();
	}

}
