package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The files that are mapped into this process: the JVM, its libraries, an AOT cache. */
public final class MappedFiles {

	/** A line about a readable file, which has an inode: proc_pid_maps(5). */
	private static final Pattern READABLE_FILE = Pattern
		.compile("(\\p{XDigit}+)-(\\p{XDigit}+) r\\S+ \\S+ \\S+ [1-9].*");

	private MappedFiles() {
	}

	/**
	 * Makes the kernel read only the missing page of files that are mapped by now. By
	 * default it reads 128 KiB at a time, and if memory is short, drops other pages for
	 * them that are needed soon. Does nothing without an AOT cache: only with a cache can
	 * the JVM run in so little memory.
	 */
	public static void readByThePage() {
		try (Arena arena = Arena.ofConfined()) {
			List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1);
			if (maps.stream().noneMatch((line) -> line.endsWith(".aot"))) {
				return;
			}
			// Not earlier: linking needs time, and fails without native access.
			MethodHandle madvise = LibC.handle("madvise", ADDRESS, JAVA_LONG, JAVA_INT);
			LibC libc = new LibC(arena);
			for (Matcher file : maps.stream().map(READABLE_FILE::matcher).filter(Matcher::matches).toList()) {
				long start = Long.parseUnsignedLong(file.group(1), 16);
				long length = Long.parseUnsignedLong(file.group(2), 16) - start;
				libc.call((state) -> (int) madvise.invokeExact(state, MemorySegment.ofAddress(start), length,
						Constants.MADV_RANDOM));
			}
		}
		catch (IOException | LinkageError | IllegalCallerException ex) {
			// There is no /proc, or no native access.
		}
	}

}
