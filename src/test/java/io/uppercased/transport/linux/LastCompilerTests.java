package io.uppercased.transport.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.uppercased.testing.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
class LastCompilerTests {

	@Test
	void givesWayToTheListenersInARunningService() throws IOException {
		try (ServiceProcess service = ServiceProcess.startWith("-XX:+TieredCompilation", "--udp.port=0")) {
			service.await("Listening on");
			Map<String, Integer> niceness = niceness(service.process().pid());
			assertThat(niceness).containsEntry("C2 CompilerThre", 19);
			assertThat(niceness.get("udp-listener-0")).isLessThan(19).isEqualTo(niceness.get("VM Thread"));
		}
	}

	private static Map<String, Integer> niceness(long process) throws IOException {
		Map<String, Integer> found = new HashMap<>();
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", "" + process, "task"))) {
			for (Path thread : threads) {
				String stat = stat(thread);
				if (stat.isEmpty()) {
					continue;
				}
				int name = stat.indexOf('(') + 1;
				int end = stat.lastIndexOf(')');
				// The name is field 2, the niceness field 19, says proc_pid_stat(5).
				int nice = Integer.parseInt(stat.substring(end + 2).split(" ", -1)[16]);
				found.merge(stat.substring(name, end), nice, Math::max);
			}
		}
		return found;
	}

	private static String stat(Path thread) {
		try {
			return Files.readString(thread.resolve("stat"));
		}
		catch (IOException ex) {
			// It has ended since.
			return "";
		}
	}

}
