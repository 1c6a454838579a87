package io.uppercased.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import tools.jackson.databind.JsonNode;

import org.springframework.web.client.RestClient;

import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A real Prometheus with the command, the configuration and the rules of this project. To
 * keep the tests short, it scrapes and evaluates four times per second, looks back 5
 * seconds instead of the minutes in the rules, and waits half a second before an alert
 * fires. The thresholds are those of the rules.
 *
 * @param process the process
 * @param web its HTTP API
 */
record Prometheus(Process process, RestClient web) implements AutoCloseable {

	/**
	 * Starts a Prometheus; skips the test where there is none.
	 * @param directory where it may put its files
	 * @param target the port of the service to watch
	 * @return the Prometheus, which may not answer yet
	 * @throws IOException if its files cannot be written
	 */
	static Prometheus start(Path directory, int target) throws IOException {
		copy("prometheus.yml", directory, "15s", "250ms", "localhost:8081", "127.0.0.1:" + target);
		copy("alerts.yaml", directory, "\\[\\d+m\\]", "[5s]", "for: \\d+m", "for: 500ms");
		String address = "127.0.0.1:" + freePort();
		ProcessBuilder prometheus = new ProcessBuilder(command(address)).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile());
		try {
			return new Prometheus(prometheus.start(), RestClient.create("http://" + address + "/api/v1"));
		}
		catch (IOException ex) {
			return abort("Prometheus is not installed: " + ex.getMessage());
		}
	}

	private static List<String> command(String address) throws IOException {
		String command = Files.readAllLines(MonitoringTests.DIRECTORY.resolve("README.md"))
			.stream()
			.filter((line) -> line.startsWith("$ prometheus "))
			.findFirst()
			.orElseThrow();
		return List.of(command.substring(2)
			.replace("/tmp/prometheus", "data")
			.replace("localhost:9099", address)
			.concat(" --log.level=warn")
			.split(" "));
	}

	private static void copy(String file, Path directory, String... replacements) throws IOException {
		String text = Files.readString(MonitoringTests.DIRECTORY.resolve(file));
		for (int i = 0; i < replacements.length; i += 2) {
			text = text.replaceAll(replacements[i], replacements[i + 1]);
		}
		Files.writeString(directory.resolve(file), text);
	}

	// If Prometheus chooses a free port itself, it does not report which one.
	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Returns the result of a query.
	 * @param query the query
	 * @return one element for each series
	 */
	List<JsonNode> query(String query) {
		JsonNode reply = this.web.get().uri("/query?query={query}", query).retrieve().body(JsonNode.class);
		return Objects.requireNonNull(reply).at("/data/result").valueStream().toList();
	}

	/**
	 * Returns the alerts that fire.
	 * @return the name of each, followed by its reason if it has one
	 */
	List<String> firing() {
		return query("ALERTS{alertstate=\"firing\"}").stream()
			.map((alert) -> alert.get("metric"))
			.map((labels) -> (labels.get("alertname").asString() + " " + labels.path("reason").asString("")).strip())
			.toList();
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
