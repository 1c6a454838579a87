package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.uppercased.testing.TestService;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

@EnabledOnOs(OS.LINUX)
class MappedFilesTests {

	private static final Path MAPPINGS = Path.of("/proc/self/smaps");

	/** Of VmFlags in proc_pid_smaps(5): "random read advise provided". */
	private static final String BY_THE_PAGE = "rr";

	@ParameterizedTest
	@CsvSource({ "linux, true", "nio, false" })
	void areReadByThePageOnceTheServiceHasStarted(String transport, boolean byThePage, @TempDir Path directory)
			throws IOException {
		assumeThat(MAPPINGS).exists();
		Path path = Files.writeString(directory.resolve("a file"), "mapped");
		try (Arena arena = Arena.ofConfined(); FileChannel file = FileChannel.open(path)) {
			MemorySegment mapped = file.map(MapMode.READ_ONLY, 0, file.size(), arena);
			assertThat(flags(path)).isNotEmpty().doesNotContain(BY_THE_PAGE);
			try (TestService service = TestService.start("--udp.transport=" + transport)) {
				assertThat(service.context().isRunning()).isTrue();
				assertThat(flags(path).contains(BY_THE_PAGE)).isEqualTo(byThePage);
			}
			assertThat(mapped.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 'm');
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
