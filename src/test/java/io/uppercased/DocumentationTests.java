package io.uppercased;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.udp.autoconfigure.PropertyDescription;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.DropReason;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Compares the documentation with the code: drop reasons, properties, meters and links.
 */
@Execution(ExecutionMode.CONCURRENT)
class DocumentationTests {

	@Test
	void operationsExplainsEveryDropReason() throws IOException {
		assertThat(explainedReasons()).extracting((row) -> row.group(1), (row) -> row.group(3))
			.containsExactly(Arrays.stream(DropReason.values())
				.map((reason) -> tuple(reason.tag(), reason.meaning()))
				.toArray(Tuple[]::new));
	}

	@Test
	void anAlertFiresForEveryDropReasonExceptRefusals() throws IOException {
		String failures = matches("deploy/monitoring/alerts.yaml", "reason=~\"([^\"]+)\"").getFirst().group(1);
		Set<String> senders = explainedReasons().stream()
			.filter((row) -> row.group(2).equals("sender"))
			.map((row) -> row.group(1))
			.collect(toSet());
		assertThat(Set.of(failures.split("\\|", -1)))
			.isEqualTo(tags(Stream.of(DropReason.values()).filter((reason) -> !senders.contains(reason.tag()))));
		Pattern others = Pattern
			.compile(matches("deploy/monitoring/alerts.yaml", "reason!~\"([^\"]+)\"").getFirst().group(1));
		assertThat(tags(Stream.of(DropReason.values()).filter((reason) -> !others.matcher(reason.tag()).matches())))
			.isEqualTo(tags(Stream.of(DropReason.values())
				.filter((reason) -> senders.contains(reason.tag()) && !reason.tag().startsWith("refused_"))));
		String table = Files.readString(Path.of("deploy/monitoring/README.md"));
		assertThat(table).contains(Stream.of(failures.split("\\|", -1)).map("`%s`"::formatted).toList());
	}

	@Test
	void theDashboardShowsEveryDropReason() throws IOException {
		assertThat(Files.readString(Path.of("deploy/monitoring/dashboard.json")))
			.contains("sum by (reason) (rate(udp_packets_dropped_total")
			.doesNotContain(tags(Stream.of(DropReason.values())));
	}

	@Test
	void theLiveViewHasADistinctLineForEveryDropReason() throws IOException {
		String css = "src/main/resources/io/uppercased/view/view.css";
		Map<String, String> strokes = matches(css, "([^{}]*)\\{ stroke: var\\((--color\\d+)\\); \\}").stream()
			.flatMap((rule) -> Pattern.compile("\\.color\\d+")
				.matcher(rule.group(1))
				.results()
				.map((line) -> Map.entry(line.group(), rule.group(2))))
			.collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
		Set<String> dashed = find(css, "(\\.color\\d+)(?=[^{}]*\\{ stroke-dasharray)", 1);
		// A line for each reason, and one for what the kernel dropped.
		List<String> lines = IntStream.rangeClosed(0, DropReason.values().length)
			.mapToObj((color) -> ".color" + color)
			.toList();
		assertThat(strokes).containsKeys(lines.toArray(String[]::new));
		assertThat(lines.stream().map((line) -> strokes.get(line) + (dashed.contains(line) && !line.equals(".color4"))))
			.doesNotHaveDuplicates();
	}

	@Test
	void theReferenceHasEveryPropertyAndItsDefault() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		String table = table("property");
		Pattern.compile("(?m)^\\| `(udp\\.[^`]+)` \\| (?:`([^`]*)`)?")
			.matcher(table)
			.results()
			.forEach((row) -> documented.put(row.group(1), (row.group(2) != null) ? row.group(2) : ""));
		Map<String, String> known = new TreeMap<>();
		PropertyDescription.readAll().forEach((property) -> known.put(property.name(), property.defaultValue()));
		assertThat(documented).isEqualTo(known);
	}

	@Test
	void theReferenceHasEveryMeterAndItsTags() throws IOException {
		try (TestService service = TestService.startLibrary()) {
			assumeTrue(service.context()
				.getBean(UdpIngress.class)
				.transports()
				.getFirst()
				.capabilities()
				.contains(Capability.KERNEL_DROPS));
			String table = table("meter");
			assertThat(Pattern.compile("`(udp\\.[^`]+)`").matcher(table).results().map((meter) -> meter.group(1)))
				.containsExactlyInAnyOrderElementsOf(service.context()
					.getBean(MeterRegistry.class)
					.getMeters()
					.stream()
					.map(Meter::getId)
					.filter((id) -> id.getName().startsWith("udp.") && id.getTag("le") == null)
					.map((id) -> id.getName()
							+ id.getTags().stream().map((tag) -> "{" + tag.getKey() + "}").collect(joining()))
					.collect(toSet()));
		}
	}

	@Test
	void theChangelogHasThisVersion() throws IOException {
		String version = matches("pom.xml", "<artifactId>uppercased</artifactId>\\s*<version>([^<]+)<").getFirst()
			.group(1);
		assertThat(find("CHANGELOG.md", "(?m)^## \\[([^\\]]+)\\]", 1)).contains(version);
		assertThat(find("bench/pom.xml", "<artifactId>uppercased-bench</artifactId>\\s*<version>([^<]+)<", 1))
			.containsExactly(version);
	}

	@Test
	void theLibraryRegistersTheSameClassesAsTheService() throws IOException {
		Map<String, List<String>> service = factories("src/main/resources");
		service.values().forEach((names) -> names.removeIf((name) -> !name.startsWith("io.uppercased.udp.")));
		service.values().removeIf(List::isEmpty);
		assertThat(factories("src/main/library")).isEqualTo(service);
	}

	@Test
	void everyLinkLeadsToAFileAndAHeading() throws IOException {
		for (Path page : pages()) {
			for (MatchResult link : matches(page.toString(), "\\]\\((?!\\w+:)([^)#\\s]*)(?:#([^)\\s]+))?\\)")) {
				Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
				assertThat(target).as("%s in %s", link.group(), page).exists();
				if (link.group(2) != null) {
					assertThat(headings(target)).as("%s in %s", link.group(), page).contains(link.group(2));
				}
			}
		}
	}

	private static List<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>();
		for (String directory : List.of("", "docs", "deploy", "bench", "samples")) {
			try (Stream<Path> files = Files.walk(Path.of(directory), directory.isEmpty() ? 1 : 3)) {
				files.filter((file) -> file.toString().endsWith(".md")).forEach(pages::add);
			}
		}
		return pages;
	}

	private static Set<String> headings(Path page) throws IOException {
		return matches(page.toString(), "(?m)^#+ (.+)$").stream()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
			.collect(toSet());
	}

	private static List<MatchResult> explainedReasons() throws IOException {
		return matches("docs/operations.md", "(?m)^\\| `(\\w+)` \\| (sender|network|service) \\| (.*?) \\|");
	}

	private static Map<String, List<String>> factories(String directory) throws IOException {
		Properties factories = PropertiesLoaderUtils
			.loadProperties(new FileSystemResource(directory + "/META-INF/spring.factories"));
		return factories.stringPropertyNames()
			.stream()
			.collect(toMap((type) -> type, (type) -> new ArrayList<>(List.of(factories.getProperty(type).split(",")))));
	}

	private static String table(String firstColumn) throws IOException {
		return matches("docs/reference.md", "(?s)\\| %s \\|.*?\\n\\n".formatted(firstColumn)).getFirst().group();
	}

	private static Set<String> tags(Stream<DropReason> reasons) {
		return reasons.map(DropReason::tag).collect(toCollection(TreeSet::new));
	}

	private static Set<String> find(String file, String pattern, int group) throws IOException {
		return matches(file, pattern).stream().map((match) -> match.group(group)).collect(toCollection(TreeSet::new));
	}

	private static List<MatchResult> matches(String file, String pattern) throws IOException {
		return Pattern.compile(pattern).matcher(Files.readString(Path.of(file))).results().toList();
	}

}
