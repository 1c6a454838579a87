package io.uppercased.client;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * What the standard streams of this process are, as far as the system tells.
 */
final class StandardStreams {

	private static final Path INPUT = Path.of("/dev/fd/0");

	private static final Path OUTPUT = Path.of("/dev/fd/1");

	private static final int FILE_TYPE = 0xf000;

	private static final int CHARACTER_DEVICE = 0x2000;

	private StandardStreams() {
	}

	/**
	 * Returns the terminal that both input and output are, if they are one.
	 */
	static @Nullable Console terminal() {
		// The JDK has two of them; in this one a person can edit the line.
		System.setProperty("jdk.console", "jdk.internal.le");
		if ("ANSI_X3.4-1968".equals(System.getProperty("stdout.encoding"))) {
			// C and POSIX know ASCII only, terminals today UTF-8.
			System.setProperty("stdout.encoding", "UTF-8");
		}
		return System.console();
	}

	/**
	 * Returns whether the process was started without a standard input. The JVM's own
	 * modules, the first file that it opens, are then in its place.
	 */
	static boolean inputIsClosed() {
		try {
			return Files.isSameFile(INPUT, Path.of(System.getProperty("java.home"), "lib", "modules"));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns whether what is written may be seen on a terminal: any character device is
	 * taken for one, and {@code /dev/null} does not mind.
	 */
	static boolean outputIsTerminal() {
		try {
			int mode = (int) Files.getAttribute(OUTPUT, "unix:mode");
			return (mode & FILE_TYPE) == CHARACTER_DEVICE;
		}
		catch (IOException | UnsupportedOperationException ex) {
			return terminal() != null;
		}
	}

}
