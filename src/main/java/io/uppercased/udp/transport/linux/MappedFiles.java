package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that are mapped into this process: the JVM and its libraries, the AOT cache.
 * By default the kernel reads 128 KiB around a page that is missing, and where memory is
 * short drops as much that will be needed next.
 */
public final class MappedFiles {

	private static final Path MAPS = Path.of("/proc/self/maps");

	/** A line of a file, which has an inode, that can be read: proc_pid_maps(5). */
	private static final Pattern READABLE_FILE = Pattern
		.compile("(\\p{XDigit}+)-(\\p{XDigit}+) r\\S+ \\S+ \\S+ [1-9].*");

	private static final int HEXADECIMAL = 16;

	private MappedFiles() {
	}

	/**
	 * Has the kernel read the page that is missing and no more, in what is mapped by now.
	 * Where it cannot be told so all stays as it is.
	 */
	public static void readByThePage() {
		try (Arena arena = Arena.ofConfined()) {
			LibC libc = new LibC(arena);
			for (String line : Files.readAllLines(MAPS, StandardCharsets.ISO_8859_1)) {
				Matcher file = READABLE_FILE.matcher(line);
				if (file.matches()) {
					long start = address(file, 1);
					libc.madvise(MemorySegment.ofAddress(start), address(file, 2) - start, Constants.MADV_RANDOM);
				}
			}
		}
		catch (IOException ex) {
			// There is no /proc.
		}
	}

	private static long address(Matcher file, int group) {
		return Long.parseUnsignedLong(file.group(group), HEXADECIMAL);
	}

}
