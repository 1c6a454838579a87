package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@EnabledOnOs(OS.LINUX)
class MappedFilesTests {

	private static final Path MAPPINGS = Path.of("/proc/self/smaps");

	/** Of VmFlags in proc_pid_smaps(5): "random read advise provided". */
	private static final String BY_THE_PAGE = "rr";

	@Test
	void areReadByThePageIfOneIsAnAotCache(@TempDir Path directory) throws IOException {
		assumeTrue(Files.exists(MAPPINGS));
		Path path = Files.writeString(directory.resolve("a file"), "mapped");
		Path cache = Files.writeString(directory.resolve("cache.aot"), "mapped");
		try (Arena arena = Arena.ofConfined();
				FileChannel file = FileChannel.open(path);
				FileChannel aot = FileChannel.open(cache)) {
			MemorySegment mapped = file.map(MapMode.READ_ONLY, 0, file.size(), arena);
			MappedFiles.readByThePage();
			assertThat(flags(path)).isNotEmpty().doesNotContain(BY_THE_PAGE);
			MemorySegment mappedCache = aot.map(MapMode.READ_ONLY, 0, aot.size(), arena);
			MappedFiles.readByThePage();
			assertThat(flags(path)).contains(BY_THE_PAGE);
			assertThat(mapped.mismatch(mappedCache)).isEqualTo(-1);
		}
	}

	private static List<String> flags(Path file) throws IOException {
		return Files.readAllLines(MAPPINGS)
			.stream()
			.dropWhile((line) -> !line.endsWith(" " + file))
			.filter((line) -> line.startsWith("VmFlags:"))
			.limit(1)
			.flatMap((line) -> Arrays.stream(line.split(" ")))
			.toList();
	}

}
