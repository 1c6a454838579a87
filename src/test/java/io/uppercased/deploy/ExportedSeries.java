package io.uppercased.deploy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.uppercased.deploy.PromQuery.Selector;

/**
 * The series that a service exports, as its {@code /actuator/prometheus} page has them.
 *
 * @param all the series
 */
record ExportedSeries(List<Series> all) {

	private static final Set<String> MADE_BY_PROMETHEUS = Set.of("up", "ALERTS");

	private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

	private static final Pattern LINE = Pattern.compile("(?<metric>[a-zA-Z_:][\\w:]*)(?:\\{(?<labels>.*)\\})? \\S+");

	private static final Pattern LABEL = Pattern.compile("(?<name>\\w+)=\"(?<value>(?:[^\"\\\\]|\\\\.)*)\"");

	static ExportedSeries parse(String page) {
		return new ExportedSeries(page.lines().filter((line) -> !line.startsWith("#")).map(Series::parse).toList());
	}

	/**
	 * Looks up what a query names.
	 * @param query the query
	 * @return what of it is not here
	 */
	List<String> missing(PromQuery query) {
		List<String> missing = new ArrayList<>();
		for (Selector selector : query.selectors()) {
			if (MADE_BY_PROMETHEUS.contains(selector.metric())) {
				continue;
			}
			if (series(selector).findAny().isEmpty()) {
				missing.add(selector.metric());
				continue;
			}
			selector.conditions()
				.stream()
				.filter((condition) -> !TARGET_LABELS.contains(condition.label()))
				.filter((condition) -> series(selector).map((series) -> series.labels().get(condition.label()))
					.noneMatch((value) -> value != null && condition.value().matcher(value).matches()))
				.forEach((condition) -> missing
					.add(selector.metric() + " with " + condition.label() + " " + condition.value()));
		}
		query.labels()
			.stream()
			.filter((label) -> !TARGET_LABELS.contains(label))
			.filter((label) -> query.selectors()
				.stream()
				.flatMap(this::series)
				.noneMatch((series) -> series.labels().containsKey(label)))
			.forEach((label) -> missing.add("label " + label));
		return missing;
	}

	private Stream<Series> series(Selector selector) {
		return this.all.stream().filter((series) -> series.metric().equals(selector.metric()));
	}

	/**
	 * A series.
	 *
	 * @param metric its name
	 * @param labels its labels
	 */
	record Series(String metric, Map<String, String> labels) {

		private static Series parse(String line) {
			Matcher matcher = LINE.matcher(line);
			if (!matcher.matches()) {
				throw new IllegalArgumentException("Not a sample: " + line);
			}
			Map<String, String> labels = new HashMap<>();
			if (matcher.group("labels") != null) {
				LABEL.matcher(matcher.group("labels"))
					.results()
					.forEach((label) -> labels.put(label.group("name"), label.group("value")));
			}
			return new Series(matcher.group("metric"), labels);
		}

	}

}
