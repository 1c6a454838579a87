package io.uppercased.deploy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a PromQL query names: series, with what it asks of their labels, and labels that
 * it groups by. It reads words and knows which of them name a series; what it cannot read
 * it refuses.
 *
 * @param selectors the series
 * @param labels the labels
 */
record PromQuery(List<Selector> selectors, Set<String> labels) {

	private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"";

	private static final Pattern TOKEN = Pattern.compile("""
			\\s+ | [()+*/%^<>=!,-] | STRING | \\[ [^\\]]* \\] | \\d [\\w.]*
			| (?:by|without|on|ignoring|group_left|group_right) \\s* \\( (?<labels>[^)]*) \\)
			| (?:and|or|unless|bool|offset|group_left|group_right) \\b
			| [a-zA-Z_]\\w* \\s* (?: \\( | (?=(?:by|without)\\b) )
			| (?<metric>[a-zA-Z_:][\\w:]*) (?: \\{ (?<matchers>(?:[^"}]|STRING)*) \\} )?
			""".replace("STRING", STRING), Pattern.COMMENTS);

	private static final Pattern MATCHER = Pattern
		.compile("\\s*(?<label>\\w+)\\s*(?<operator>=~|!~|!=|=)\\s*\"(?<value>[^\"\\\\]*)\"\\s*(?:,|$)");

	static PromQuery parse(String query) {
		List<Selector> selectors = new ArrayList<>();
		Set<String> labels = new HashSet<>();
		for (MatchResult token : readAll(TOKEN, query)) {
			if (token.group("labels") != null) {
				labels.addAll(List.of(token.group("labels").strip().split("\\s*,\\s*")));
			}
			if (token.group("metric") != null) {
				selectors.add(Selector.of(token.group("metric"), token.group("matchers")));
			}
		}
		return new PromQuery(selectors, labels);
	}

	private static List<MatchResult> readAll(Pattern pattern, String text) {
		List<MatchResult> tokens = new ArrayList<>();
		Matcher matcher = pattern.matcher(text);
		for (int end = 0; end < text.length(); end = matcher.end()) {
			if (!matcher.region(end, text.length()).lookingAt()) {
				throw new IllegalArgumentException(
						"Cannot read '%s' from '%s' on".formatted(text, text.substring(end)));
			}
			tokens.add(matcher.toMatchResult());
		}
		return tokens;
	}

	/**
	 * A series.
	 *
	 * @param metric its name
	 * @param conditions what the query asks of its labels
	 */
	record Selector(String metric, List<Condition> conditions) {

		private static Selector of(String metric, @Nullable String matchers) {
			List<Condition> conditions = (matchers == null) ? List.of()
					: readAll(MATCHER, matchers).stream().flatMap(Condition::of).toList();
			return new Selector(metric, conditions);
		}

	}

	/**
	 * One of the values that a query asks for or excludes; it should exist either way.
	 *
	 * @param label the label
	 * @param value what its value should match
	 */
	record Condition(String label, Pattern value) {

		private static Stream<Condition> of(MatchResult matcher) {
			String value = matcher.group("value");
			Stream<Pattern> values = matcher.group("operator").endsWith("~")
					? Stream.of(value.split("\\|")).map(Pattern::compile)
					: Stream.of(Pattern.compile(value, Pattern.LITERAL));
			return values.map((pattern) -> new Condition(matcher.group("label"), pattern));
		}

	}

}
