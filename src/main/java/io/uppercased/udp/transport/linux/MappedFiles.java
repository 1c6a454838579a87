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

/**
 * The files that are mapped into this process: the JVM, its libraries, an AOT cache. By
 * default the kernel reads 128 KiB around a missing page, and if memory is short, drops
 * as much that is needed next.
 */
public final class MappedFiles {

	private static final Path MAPS = Path.of("/proc/self/maps");

	/** A line about a readable file, which has an inode: proc_pid_maps(5). */
	private static final Pattern READABLE_FILE = Pattern
		.compile("(\\p{XDigit}+)-(\\p{XDigit}+) r\\S+ \\S+ \\S+ [1-9].*");

	private static final String AOT_CACHE = ".aot";

	private static final int HEXADECIMAL = 16;

	private MappedFiles() {
	}

	/**
	 * Makes the kernel read only the missing page, in all files that are mapped by now.
	 * Does nothing without an AOT cache, which is what makes memory short.
	 */
	public static void readByThePage() {
		try (Arena arena = Arena.ofConfined()) {
			List<String> maps = Files.readAllLines(MAPS, StandardCharsets.ISO_8859_1);
			if (maps.stream().noneMatch((line) -> line.endsWith(AOT_CACHE))) {
				return;
			}
			// Here, because to link it costs time, and fails without native access.
			MethodHandle madvise = LibC.handle("madvise", ADDRESS, JAVA_LONG, JAVA_INT);
			LibC libc = new LibC(arena);
			for (String line : maps) {
				Matcher file = READABLE_FILE.matcher(line);
				if (file.matches()) {
					long start = address(file, 1);
					long length = address(file, 2) - start;
					libc.call((state) -> (int) madvise.invokeExact(state, MemorySegment.ofAddress(start), length,
							Constants.MADV_RANDOM));
				}
			}
		}
		catch (IOException | LinkageError ex) {
			// There is no /proc, or no native access.
		}
	}

	private static long address(Matcher file, int group) {
		return Long.parseUnsignedLong(file.group(group), HEXADECIMAL);
	}

}
