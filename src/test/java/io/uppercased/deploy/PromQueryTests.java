package io.uppercased.deploy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PromQueryTests {

	private static final ExportedSeries EXPORTED = ExportedSeries.parse("""
			# TYPE sent_total counter
			sent_total 1.0
			dropped_total{reason="malformed"} 0.0
			dropped_total{reason="oversize"} 0.0
			duration_bucket{le="0.01"} 1
			""");

	@ParameterizedTest
	@ValueSource(strings = { "sent_total", "absent(up{job=\"uppercased\"} == 1)",
			"time() - max(sent_total offset 5m) > 1e3",
			"rate(dropped_total{reason=~\"over.*|malformed\"}[5m]) / ignoring (reason) group_left rate(sent_total[5m])",
			"histogram_quantile(0.99, sum by (le, instance) (rate(duration_bucket{le=\"0.01\"}[$__rate_interval])))",
			"sum(dropped_total) by (reason) or vector(0)" })
	void findsWhatIsExported(String query) {
		assertThat(EXPORTED.missing(PromQuery.parse(query))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "sent", "rate(sent_totals[5m])", "up / on (instance) group_left send_total{reason=\"x\"}",
			"sent_total offset 5m - no_such_series > 1e3", "dropped_total{reason=\"over\"}",
			"dropped_total{reason!~\"over.*|no_such_reason\"}", "sent_total{reason!=\"malformed\"}",
			"duration_bucket{le=\"0.010\"}", "sum by (reason) (sent_total)" })
	void noticesWhatIsNotExported(String query) {
		assertThat(EXPORTED.missing(PromQuery.parse(query))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{__name__=\"sent_total\"}", "sent_total{reason}", "sent_total & up", "\"sent_total" })
	void refusesWhatItCannotRead(String query) {
		assertThatIllegalArgumentException().isThrownBy(() -> PromQuery.parse(query))
			.withMessageContaining("Cannot read");
	}

	@Test
	void findsEverySeriesOfAQuery() {
		assertThat(PromQuery.parse("a{x=\"b\"} + on (d) e / rate(f:g[5m]) and h").selectors())
			.extracting(PromQuery.Selector::metric)
			.containsExactly("a", "e", "f:g", "h");
	}

}
