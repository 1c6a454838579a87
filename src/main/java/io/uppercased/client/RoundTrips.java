package io.uppercased.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of messages that were sent again and again, and how long their answers took.
 */
final class RoundTrips {

	private final List<Duration> answered = new ArrayList<>();

	private final Map<String, Integer> losses = new LinkedHashMap<>();

	void answered(Duration roundTrip) {
		this.answered.add(roundTrip);
	}

	void lost(String reason) {
		this.losses.merge(reason, 1, Integer::sum);
	}

	/**
	 * Returns why messages were lost, and how many for each reason.
	 */
	Map<String, Integer> losses() {
		return this.losses;
	}

	boolean isEmpty() {
		return this.answered.isEmpty();
	}

	/**
	 * Returns the numbers as {@code ping} gives them.
	 */
	@Override
	public String toString() {
		int lost = this.losses.values().stream().mapToInt(Integer::intValue).sum();
		int sent = this.answered.size() + lost;
		String counts = String.format(Locale.ROOT, "%d sent, %d received, %d lost (%.1f%%)", sent, this.answered.size(),
				lost, 100.0 * lost / sent);
		if (isEmpty()) {
			return counts;
		}
		List<Duration> sorted = this.answered.stream().sorted().toList();
		return counts + String.format(Locale.ROOT, "%nround trip min/median/p99/max = %.3f/%.3f/%.3f/%.3f ms",
				millis(sorted, 0), millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1));
	}

	/**
	 * Returns the smallest duration that at least a share of all do not exceed.
	 */
	private static double millis(List<Duration> sorted, double share) {
		int rank = (int) Math.ceil(share * sorted.size());
		return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
	}

}
