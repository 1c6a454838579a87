package io.uppercased.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of messages that were sent again and again: losses, how long the answers
 * took, from when the message was due, and who gave them. For any thread.
 */
final class RoundTrips {

	private final Duration interval;

	private final int ports;

	private final List<Duration> answered = new ArrayList<>();

	private final BitSet answeredNumbers = new BitSet();

	private final Map<String, Integer> senders = new TreeMap<>();

	private final Map<String, Integer> losses = new LinkedHashMap<>();

	/**
	 * Creates an empty summary.
	 * @param interval time from one message to the next
	 * @param ports how many ports they were sent from in turn, or 0 for a new one each
	 */
	RoundTrips(Duration interval, int ports) {
		this.interval = interval;
		this.ports = Math.max(1, ports);
	}

	/**
	 * Notes an answer.
	 * @param number which message it answers, from 0
	 * @param roundTrip the time from when that was due
	 * @param sender who answered
	 */
	synchronized void answered(int number, Duration roundTrip, String sender) {
		this.answered.add(roundTrip);
		this.answeredNumbers.set(number);
		this.senders.merge(sender, 1, Integer::sum);
	}

	synchronized void lost(String reason) {
		this.losses.merge(reason, 1, Integer::sum);
	}

	/**
	 * Returns why messages were lost, and how many for each reason.
	 */
	synchronized Map<String, Integer> losses() {
		return this.losses;
	}

	synchronized boolean isEmpty() {
		return this.answered.isEmpty();
	}

	/**
	 * Returns the numbers as {@code ping} gives them, and two lines more.
	 */
	@Override
	public synchronized String toString() {
		int lost = this.losses.values().stream().mapToInt(Integer::intValue).sum();
		int sent = this.answered.size() + lost;
		String counts = String.format(Locale.ROOT, "%d sent, %d received, %d lost (%.1f%%)", sent, this.answered.size(),
				lost, 100.0 * lost / Math.max(1, sent));
		if (isEmpty()) {
			return counts;
		}
		List<Duration> sorted = this.answered.stream().sorted().toList();
		return counts + String.format(Locale.ROOT,
				"%nround trip min/median/p99/max = %.3f/%.3f/%.3f/%.3f ms%nlongest silence = %.3f ms%nanswered by %s",
				millis(sorted, 0), millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1),
				longestSilence(sent) * this.interval.toNanos() / 1e6,
				this.senders.entrySet()
					.stream()
					.map((sender) -> "%s (%d)".formatted(sender.getKey(), sender.getValue()))
					.collect(Collectors.joining(", ")));
	}

	/**
	 * Returns the smallest duration that at least a share of all do not exceed.
	 */
	private static double millis(List<Duration> sorted, double share) {
		int rank = (int) Math.ceil(share * sorted.size());
		return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
	}

	/**
	 * Returns the largest distance of two messages of a port that were answered and none
	 * between them, in intervals. Before the first and after the last one all was well.
	 */
	private int longestSilence(int sent) {
		int longest = 0;
		for (int port = 0; port < this.ports; port++) {
			int last = port - this.ports;
			for (int number = port; number < sent + this.ports; number += this.ports) {
				if (number >= sent || this.answeredNumbers.get(number)) {
					longest = Math.max(longest, number - last);
					last = number;
				}
			}
		}
		return longest;
	}

}
