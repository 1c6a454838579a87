package io.uppercased.udp.observe;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.uppercased.UppercasedApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log as a collector of logs reads it; in a process of its own, for logging is set up
 * once for each.
 */
@Execution(ExecutionMode.CONCURRENT)
class StructuredLogTests {

	@Test
	@Timeout(60)
	void onePropertyMakesTheLogJson() throws IOException, InterruptedException {
		Process service = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
				"--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), UppercasedApplication.class.getName(),
				"--logging.structured.format.console=ecs", "--udp.address=127.0.0.1", "--udp.port=0", "--server.port=0")
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (BufferedReader output = service.inputReader()) {
			JsonNode line = new JsonMapper().readTree(output.readLine());
			assertThat(line.at("/message").asString()).startsWith("Configuration files, in order of precedence: ");
			assertThat(line.at("/service/name").asString()).isEqualTo("uppercased");
			assertThat(line.at("/log/level").asString()).isEqualTo("INFO");
		}
		finally {
			service.destroy();
			service.waitFor(10, TimeUnit.SECONDS);
		}
	}

}
