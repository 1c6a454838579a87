package io.uppercased.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

import io.uppercased.observe.UdpEndpoint.Page;

import org.springframework.scheduling.TaskScheduler;

/**
 * Keeps what the page told in each second of the last five minutes, for those who look
 * later. Taken by the scheduler's thread.
 */
class UdpHistory {

	static final int LENGTH = 300;

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private final Deque<Taken> pages = new ArrayDeque<>(LENGTH);

	private final Supplier<Page> page;

	@SuppressWarnings("FutureReturnValueIgnored") // the scheduler logs what is thrown
	UdpHistory(Supplier<Page> page, TaskScheduler scheduler) {
		this.page = page;
		take();
		scheduler.scheduleAtFixedRate(this::take, Instant.now().plus(PERIOD), PERIOD);
	}

	synchronized void take() {
		if (this.pages.size() == LENGTH) {
			this.pages.removeFirst();
		}
		this.pages.addLast(new Taken(System.nanoTime(), this.page.get()));
	}

	/**
	 * Returns what was taken, oldest first.
	 */
	synchronized List<PastPage> pages() {
		long now = System.nanoTime();
		return this.pages.stream().map((taken) -> new PastPage((now - taken.at()) / 1_000_000, taken.page())).toList();
	}

	/**
	 * Returns the youngest page that is so old at least, or else the oldest that there
	 * is.
	 */
	synchronized Page before(Duration age) {
		long time = System.nanoTime() - age.toNanos();
		return this.pages.reversed()
			.stream()
			.filter((taken) -> taken.at() - time <= 0)
			.findFirst()
			.orElseGet(this.pages::getFirst)
			.page();
	}

	private record Taken(long at, Page page) {
	}

	/**
	 * The page as it was.
	 *
	 * @param ageMillis how long ago, in milliseconds
	 * @param page the page
	 */
	record PastPage(long ageMillis, Page page) {
	}

}
