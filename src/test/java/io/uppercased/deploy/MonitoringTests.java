package io.uppercased.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/** The alert rules and the dashboard, without a Prometheus that evaluates them. */
@Execution(ExecutionMode.CONCURRENT)
class MonitoringTests {

	static final Path DIRECTORY = Path.of("deploy", "monitoring");

	private static final JsonMapper JSON = new JsonMapper();

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), \\w+\\)");

	/** Returns the queries of the dashboard's panels and variables. */
	static List<String> dashboardQueries() throws IOException {
		List<String> queries = new ArrayList<>(dashboard().get("panels").findValuesAsString("expr"));
		for (JsonNode variable : dashboard().get("templating").findValues("query")) {
			Matcher labelValues = LABEL_VALUES.matcher(variable.path("query").asString(""));
			if (labelValues.matches()) {
				queries.add(labelValues.group(1));
			}
		}
		return queries;
	}

	private static JsonNode rules() throws IOException {
		return JSON.valueToTree(new Yaml().<Object>load(Files.readString(DIRECTORY.resolve("alerts.yaml"))));
	}

	private static JsonNode dashboard() throws IOException {
		return JSON.readTree(Files.readString(DIRECTORY.resolve("dashboard.json")));
	}

	@Test
	void everyAlertSaysWhatToDoAndIsTested() throws IOException {
		String tests = Files.readString(DIRECTORY.resolve("alerts-test.yaml"))
				+ Files.readString(DIRECTORY.resolve("alerts-day-test.yaml"));
		List<JsonNode> alerts = rules().findValues("rules").getFirst().valueStream().toList();
		assertThat(alerts).isNotEmpty().allSatisfy((alert) -> {
			assertThat(alert.at("/labels/severity").asString()).isIn("critical", "warning");
			assertThat(alert.get("annotations").propertyNames()).contains("summary", "description", "runbook");
			String name = alert.get("alert").asString();
			assertThat(tests).contains("alertname=\"%s\",alertstate=\"firing\"".formatted(name))
				.contains("not " + name);
		});
	}

	@Test
	void everyPanelHasADescriptionAndAUnit() throws IOException {
		List<JsonNode> panels = dashboard().get("panels")
			.valueStream()
			.filter((panel) -> panel.has("targets"))
			.toList();
		assertThat(panels).isNotEmpty().allSatisfy((panel) -> {
			assertThat(panel.get("description").asString()).isNotBlank();
			assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isNotBlank();
			assertThat(panel.findValuesAsString("uid")).containsOnly("${datasource}");
		});
	}

	@ParameterizedTest
	@Tag("process")
	@ValueSource(strings = { "check config prometheus.yml", "check rules alerts.yaml",
			"test rules alerts-test.yaml alerts-day-test.yaml" })
	void promtoolFindsNothingWrong(String arguments) throws IOException, InterruptedException {
		List<String> command = Stream.concat(Stream.of("promtool"), Stream.of(arguments.split(" "))).toList();
		Process promtool;
		try {
			promtool = new ProcessBuilder(command).directory(DIRECTORY.toFile()).redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			abort("promtool is not installed: " + ex.getMessage());
			return;
		}
		String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor()).as(output).isZero();
		assertThat(output).contains("SUCCESS");
	}

}
