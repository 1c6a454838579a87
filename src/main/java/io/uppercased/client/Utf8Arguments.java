package io.uppercased.client;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command line as it was given. The JVM decodes it by the character set of the
 * locale, which in C and POSIX is ASCII; on Linux the kernel still has the bytes.
 */
final class Utf8Arguments {

	private static final Path BYTES = Path.of("/proc/self/cmdline");

	private Utf8Arguments() {
	}

	/**
	 * Decodes arguments as UTF-8 that the locale could not.
	 * @param arguments the last of the command line, as the JVM decoded them
	 * @return the arguments; those given where all could be decoded, or the kernel does
	 * not tell
	 */
	static String[] of(String[] arguments) {
		if (Stream.of(arguments).noneMatch((argument) -> argument.indexOf('\ufffd') >= 0)) {
			return arguments;
		}
		List<String> words = lastWords(arguments.length);
		Charset locale = Charset.forName(System.getProperty("sun.jnu.encoding"), StandardCharsets.UTF_8);
		return Arrays.equals(decode(words, locale), arguments) ? decode(words, StandardCharsets.UTF_8) : arguments;
	}

	// Each word ends with a NUL, the last one too.
	private static List<String> lastWords(int count) {
		try {
			List<String> words = List.of(Files.readString(BYTES, StandardCharsets.ISO_8859_1).split("\0", -1));
			int end = words.size() - 1;
			return words.subList(Math.max(0, end - count), end);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	// In ISO 8859-1 each byte is a character, so the words keep their bytes.
	private static String[] decode(List<String> words, Charset charset) {
		return words.stream()
			.map((word) -> new String(word.getBytes(StandardCharsets.ISO_8859_1), charset))
			.toArray(String[]::new);
	}

}
