package io.uppercased.client;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Reads UTF-8 arguments in any locale. The JVM decodes arguments by the character set of
 * the locale, which is ASCII for C and POSIX; on Linux the kernel still has the bytes.
 */
final class Utf8Arguments {

	private Utf8Arguments() {
	}

	/**
	 * Decodes the last arguments of the process again if the JVM could not. Returns them
	 * unchanged if the kernel's differ, for example because an argument file has them.
	 */
	static String[] of(String[] arguments) {
		if (Stream.of(arguments).noneMatch((argument) -> argument.contains("\ufffd"))) {
			return arguments;
		}
		try {
			// In ISO 8859-1 each byte is a character. Each word ends with a NUL.
			String line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
			String[] words = line.split("\0", -1);
			int end = words.length - 1;
			String[] last = Arrays.copyOfRange(words, Math.max(0, end - arguments.length), end);
			Charset locale = Charset.forName(System.getProperty("sun.jnu.encoding"), StandardCharsets.UTF_8);
			return Arrays.equals(decode(last, locale), arguments) ? decode(last, StandardCharsets.UTF_8) : arguments;
		}
		catch (IOException ex) {
			return arguments;
		}
	}

	private static String[] decode(String[] words, Charset charset) {
		return Stream.of(words)
			.map((word) -> new String(word.getBytes(StandardCharsets.ISO_8859_1), charset))
			.toArray(String[]::new);
	}

}
