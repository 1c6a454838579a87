package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.uppercased.udp.observe.UdpPage.Rate;

/**
 * Reads the page, and keeps one for each second of the last five minutes. Used by all
 * threads.
 */
final class UdpHistory {

	private static final int LENGTH = 300;

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final int[] RATE_SECONDS = { 1, 10, 60 };

	private final Deque<Taken> pages = new ArrayDeque<>(LENGTH);

	private final Supplier<UdpPage> page;

	private final LongSupplier nanoTime;

	UdpHistory(Supplier<UdpPage> page, LongSupplier nanoTime) {
		this.page = page;
		this.nanoTime = nanoTime;
	}

	UdpPage now() {
		return this.page.get();
	}

	/** Adds the page of this second. */
	synchronized void take() {
		if (this.pages.size() == LENGTH) {
			this.pages.removeFirst();
		}
		this.pages.addLast(new Taken(this.nanoTime.getAsLong(), now()));
	}

	/** Returns all pages, oldest first. */
	synchronized List<PastPage> pages() {
		long now = this.nanoTime.getAsLong();
		return this.pages.stream().map((taken) -> new PastPage((now - taken.at()) / 1_000_000, taken.page())).toList();
	}

	/** Returns the page of a minute ago, or the oldest, which may be of this moment. */
	synchronized UdpPage minuteAgo() {
		return takenBy(this.nanoTime.getAsLong() - MINUTE.toNanos())
			.or(() -> Optional.ofNullable(this.pages.peekFirst()))
			.map(Taken::page)
			.orElseGet(this.page);
	}

	/** Returns the rates over the last 1, 10 and 60 seconds, if there are pages. */
	synchronized Map<String, Rate> rates() {
		Map<String, Rate> rates = new LinkedHashMap<>();
		Taken last = this.pages.peekLast();
		if (last != null) {
			for (int seconds : RATE_SECONDS) {
				// Half a second less, because pages are not taken exactly each second.
				Duration least = Duration.ofSeconds(seconds).minusMillis(500);
				takenBy(last.at() - least.toNanos()).ifPresent((first) -> rates.put(seconds + "s",
						last.page().rateSince(first.page(), (last.at() - first.at()) / 1e9)));
			}
		}
		return rates;
	}

	private Optional<Taken> takenBy(long time) {
		return this.pages.reversed().stream().filter((taken) -> taken.at() - time <= 0).findFirst();
	}

	private record Taken(long at, UdpPage page) {
	}

	/** An earlier page, and its age. */
	record PastPage(long ageMillis, UdpPage page) {
	}

}
