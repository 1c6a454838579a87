package io.uppercased.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A reply as a terminal may get it: its control characters, and bytes that are not UTF-8,
 * are shown and have no effect. A server could set titles and clear screens with them.
 */
final class TerminalText {

	private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}&&[^\\t\\n]]");

	private TerminalText() {
	}

	static String of(ByteBuffer reply) {
		StringBuilder text = new StringBuilder();
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		CharBuffer valid = CharBuffer.allocate(reply.remaining());
		CoderResult result;
		do {
			result = decoder.decode(reply, valid.clear(), true);
			text.append(CONTROL_CHARACTER.matcher(valid.flip())
				.replaceAll((control) -> "\\\\u%04x".formatted((int) control.group().charAt(0))));
			for (int i = 0; result.isMalformed() && i < result.length(); i++) {
				text.append("\\x%02x".formatted(reply.get()));
			}
		}
		while (result.isMalformed());
		return text.toString();
	}

}
