package io.uppercased.client;

import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The terminal of this process, if its standard streams have one. */
final class Terminal {

	private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}&&[^\\t\\n]]");

	private Terminal() {
	}

	/** Returns the terminal if both input and output are connected to it. */
	static @Nullable Console open() {
		// Of the JDK's two consoles this one has line editing.
		System.setProperty("jdk.console", "jdk.internal.le");
		if ("ANSI_X3.4-1968".equals(System.getProperty("stdout.encoding"))) {
			// The locales C and POSIX are ASCII only, but today's terminals use UTF-8.
			System.setProperty("stdout.encoding", "UTF-8");
		}
		return System.console();
	}

	/**
	 * Returns whether the process has no standard input. Descriptor 0 then belongs to the
	 * first file that the JVM opened, which is its file "modules".
	 */
	static boolean isInputClosed() {
		try {
			return Files.isSameFile(Path.of("/dev/fd/0"), Path.of(System.getProperty("java.home"), "lib", "modules"));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Returns whether the output is a character device, which may be a terminal. */
	static boolean isOutput() {
		try {
			int mode = (int) Files.getAttribute(Path.of("/dev/fd/1"), "unix:mode");
			// S_IFMT and S_IFCHR of inode(7).
			return (mode & 0xf000) == 0x2000;
		}
		catch (IOException | UnsupportedOperationException ex) {
			return open() != null;
		}
	}

	/**
	 * Returns the bytes of a reply, each a character, as text. Control characters, and
	 * bytes that are not UTF-8, become escapes: a server could otherwise set titles and
	 * clear screens.
	 */
	static String escape(String bytes) {
		ByteBuffer reply = StandardCharsets.ISO_8859_1.encode(bytes);
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
