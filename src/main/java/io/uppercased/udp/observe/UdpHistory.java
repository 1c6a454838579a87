package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps a page of each second of the last five minutes. Used by all threads.
 */
final class UdpHistory {

	static final int LENGTH = 300;

	private static final int[] SPANS = { 1, 10, 60 }; // seconds

	static final Duration PERIOD = Duration.ofSeconds(1);

	private final Deque<Taken> pages = new ArrayDeque<>(LENGTH);

	private final Supplier<UdpPage> page;

	private final LongSupplier nanoTime;

	/**
	 * Creates a history that is empty.
	 * @param page reads the page
	 * @param nanoTime the clock
	 */
	UdpHistory(Supplier<UdpPage> page, LongSupplier nanoTime) {
		this.page = page;
		this.nanoTime = nanoTime;
	}

	/**
	 * Takes the page of this moment. The scheduler calls this once in each
	 * {@link #PERIOD}.
	 */
	synchronized void take() {
		if (this.pages.size() == LENGTH) {
			this.pages.removeFirst();
		}
		this.pages.addLast(new Taken(this.nanoTime.getAsLong(), this.page.get()));
	}

	/**
	 * Returns all pages, oldest first.
	 */
	synchronized List<PastPage> pages() {
		long now = this.nanoTime.getAsLong();
		return this.pages.stream().map((taken) -> new PastPage((now - taken.at()) / 1_000_000, taken.page())).toList();
	}

	/**
	 * Returns the youngest page that is at least so old, or the oldest if there is none,
	 * which may be the page of this moment.
	 */
	synchronized UdpPage before(Duration age) {
		long time = this.nanoTime.getAsLong() - age.toNanos();
		return this.pages.reversed()
			.stream()
			.filter((taken) -> taken.at() - time <= 0)
			.findFirst()
			.or(() -> Optional.ofNullable(this.pages.peekFirst()))
			.map(Taken::page)
			.orElseGet(this.page);
	}

	/**
	 * Returns what happened in a second, on average over the last 1, 10 and 60 seconds,
	 * as far as there are pages that old.
	 */
	synchronized Map<String, Rate> rates() {
		Map<String, Rate> rates = new LinkedHashMap<>();
		for (int seconds : SPANS) {
			Taken last = this.pages.peekLast();
			// Half a period less, because the scheduler is not exact.
			long least = TimeUnit.SECONDS.toNanos(seconds) - PERIOD.toNanos() / 2;
			this.pages.reversed()
				.stream()
				.filter((first) -> last.at() - first.at() >= least)
				.findFirst()
				.ifPresent((first) -> rates.put(seconds + "s",
						Rate.between(first.page(), last.page(), (last.at() - first.at()) / 1e9)));
		}
		return rates;
	}

	private record Taken(long at, UdpPage page) {
	}

	/**
	 * An earlier page.
	 *
	 * @param ageMillis how long ago, in milliseconds
	 * @param page the page
	 */
	record PastPage(long ageMillis, UdpPage page) {
	}

}
