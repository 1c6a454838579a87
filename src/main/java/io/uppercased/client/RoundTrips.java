package io.uppercased.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The result of messages sent again and again: losses, round-trip times from the moment
 * that a message was due, and who answered. For any thread.
 */
final class RoundTrips {

	private final Duration interval;

	private final int ports;

	private final List<Duration> times = new ArrayList<>();

	private final BitSet answeredNumbers = new BitSet();

	private final Map<String, Integer> senders = new TreeMap<>();

	private final Map<String, Integer> losses = new LinkedHashMap<>();

	RoundTrips(Duration interval, int ports) {
		this.interval = interval;
		this.ports = Math.max(1, ports);
	}

	/** Adds a reply to the message with a number, counted from 0. */
	synchronized void answered(int number, Duration roundTrip, String sender) {
		this.times.add(roundTrip);
		this.answeredNumbers.set(number);
		this.senders.merge(sender, 1, Integer::sum);
	}

	synchronized void lost(String reason) {
		this.losses.merge(reason, 1, Integer::sum);
	}

	/** Returns the number of lost messages for each reason. */
	synchronized Map<String, Integer> losses() {
		return this.losses;
	}

	synchronized boolean isEmpty() {
		return this.times.isEmpty();
	}

	/** Returns the numbers in the format of {@code ping}, and two more lines. */
	@Override
	public synchronized String toString() {
		int lost = this.losses.values().stream().mapToInt(Integer::intValue).sum();
		int received = this.times.size();
		int sent = received + lost;
		String counts = "%d sent, %d received, %d lost (%.1f%%)".formatted(sent, received, lost,
				100.0 * lost / Math.max(1, sent));
		if (isEmpty()) {
			return counts;
		}
		List<Duration> sorted = this.times.stream().sorted().toList();
		return counts
				+ "%nround trip min/median/p99/max = %.3f/%.3f/%.3f/%.3f ms%nlongest silence = %.3f ms%nanswered by %s"
					.formatted(millis(sorted, 0), millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1),
							longestSilence(sent) * this.interval.toNanos() / 1e6,
							this.senders.entrySet()
								.stream()
								.map((sender) -> "%s (%d)".formatted(sender.getKey(), sender.getValue()))
								.collect(Collectors.joining(", ")));
	}

	private static double millis(List<Duration> sorted, double share) {
		int rank = (int) Math.ceil(share * sorted.size());
		return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
	}

	/**
	 * Returns the longest gap between two answered messages of a port, in intervals. The
	 * messages before the first and after the last one count as answered.
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
