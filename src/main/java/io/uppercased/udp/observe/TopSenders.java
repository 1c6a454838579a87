package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.transport.Addresses;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.Datagram.State;
import io.uppercased.udp.transport.DropReason;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.FrequentLongsSketch;

/**
 * Finds the senders of the most datagrams in the last minute or so. It looks at a random
 * datagram of each burst and counts it as often as the burst has datagrams. The counts
 * are sketches, whose memory does not grow with the number of forged senders. Called by
 * any thread.
 */
public final class TopSenders implements BurstObserver {

	/** How long a window is filled; the summary is of the last two. */
	static final Duration TURN = Duration.ofSeconds(45);

	/** The table size of a sketch, a power of 2. Three quarters of it are used. */
	static final int PLACES = 1024;

	private final int limit;

	private final LongSupplier nanoTime;

	private Window previous;

	private Window current;

	/**
	 * Creates an observer.
	 * @param limit how many senders to return
	 * @param nanoTime the clock
	 */
	public TopSenders(int limit, LongSupplier nanoTime) {
		this.limit = limit;
		this.nanoTime = nanoTime;
		this.previous = new Window(nanoTime.getAsLong());
		this.current = new Window(this.previous.since);
	}

	@Override
	public void completed(Burst burst) {
		int size = burst.size();
		Datagram datagram = burst.get(ThreadLocalRandom.current().nextInt(size));
		// A datagram that has left its burst is counted when it has ended.
		if (datagram.state() != State.LEFT) {
			synchronized (this) {
				takeTurns();
				this.current.add(datagram, size);
			}
		}
	}

	private void takeTurns() {
		long now = this.nanoTime.getAsLong();
		if (now - this.current.since >= TURN.toNanos()) {
			this.previous = (now - this.current.since < 2 * TURN.toNanos()) ? this.current : new Window(now);
			this.current = new Window(now);
		}
	}

	synchronized Summary summary() {
		takeTurns();
		Window both = new Window(this.previous.since);
		both.add(this.previous);
		both.add(this.current);
		return both.summary(this.limit, (this.nanoTime.getAsLong() - both.since) / 1e9);
	}

	private static String address(long sender) {
		if (Addresses.isIpv4Sender(sender)) {
			return "%d.%d.%d.%d".formatted(sender >>> 24 & 0xff, sender >>> 16 & 0xff, sender >>> 8 & 0xff,
					sender & 0xff);
		}
		String groups = "%x:%x:%x:%x".formatted(sender >>> 48, sender >>> 32 & 0xffff, sender >>> 16 & 0xffff,
				sender & 0xffff);
		return groups.replaceFirst("(^|:)0(:0)*$", "") + "::/64";
	}

	/** The counts of one period. */
	private static final class Window {

		private static final String RECEIVED = "received";

		private static final String OVER_LIMIT = "over limit";

		/** The sum of the squares of the burst sizes, for the variance of the sample. */
		private static final String VARIANCE = "variance";

		private final long since;

		/** By drop reason, by the other states, and by the names above. */
		private final Map<Object, FrequentLongsSketch> sketches = new HashMap<>();

		private Window(long since) {
			this.since = since;
		}

		private void add(Datagram datagram, int size) {
			long sender = datagram.addresses().sender();
			DropReason reason = datagram.dropReason();
			sketch(RECEIVED).update(sender, size);
			sketch((reason != null) ? reason : datagram.state()).update(sender, size);
			if (datagram.isOverLimit()) {
				sketch(OVER_LIMIT).update(sender, size);
			}
			if (size > 1) {
				sketch(VARIANCE).update(sender, (long) size * size);
			}
		}

		private void add(Window other) {
			other.sketches.forEach((key, sketch) -> sketch(key).merge(sketch));
		}

		private FrequentLongsSketch sketch(Object key) {
			return this.sketches.computeIfAbsent(key, (absent) -> new FrequentLongsSketch(PLACES));
		}

		private Summary summary(int limit, double seconds) {
			List<Sender> senders = Stream.of(sketch(RECEIVED).getFrequentItems(ErrorType.NO_FALSE_POSITIVES))
				.map((row) -> sender(row.getItem(), row.getLowerBound()))
				.filter((sender) -> sender.share() > sender.shareError())
				.limit(limit)
				.toList();
			return new Summary(seconds, sketch(RECEIVED).getStreamLength(), senders);
		}

		private Sender sender(long sender, long received) {
			Map<String, Long> dropped = new LinkedHashMap<>();
			for (DropReason reason : DropReason.values()) {
				long count = sketch(reason).getLowerBound(sender);
				if (count > 0) {
					dropped.put(reason.tag(), count);
				}
			}
			double all = sketch(RECEIVED).getStreamLength();
			double error = sketch(RECEIVED).getMaximumError()
					+ 2 * Math.sqrt((double) sketch(VARIANCE).getUpperBound(sender));
			return new Sender(address(sender), received, received / all, error / all,
					sketch(State.SENT).getLowerBound(sender), sketch(State.UNANSWERED).getLowerBound(sender), dropped,
					sketch(OVER_LIMIT).getLowerBound(sender));
		}

	}

	/**
	 * The senders whose share is larger than its error, most datagrams first.
	 *
	 * @param seconds the length of the observed time
	 * @param datagrams how many datagrams were received in it
	 */
	record Summary(double seconds, long datagrams, List<Sender> senders) {
	}

	/**
	 * A sender and its datagrams. Counts are lower bounds for the sample, whose error is
	 * part of the share's.
	 *
	 * @param address its IPv4 address, or the first 64 bits of its IPv6 address
	 * @param share its part of all datagrams, from 0 to 1
	 * @param shareError that of the sketch, and twice the standard error of the sample
	 * @param overLimit how many were over the rate limit, dropped or only reported
	 */
	record Sender(String address, long datagrams, double share, double shareError, long sent, long unanswered,
			Map<String, Long> dropped, long overLimit) {
	}

}
