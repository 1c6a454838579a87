package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.LimitedLog;
import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.transport.Addresses;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.Datagram.State;

/**
 * Warns of a sender that sends nearly all datagrams, and fast: perhaps a service that
 * answers each reply, in an endless loop. It looks at one datagram of each burst. Called
 * by any thread; each listener has its own count, and all virtual threads share one.
 */
final class LoopLog implements BurstObserver {

	/** After how many datagrams it checks whether one sender sent nearly all. */
	static final int DATAGRAMS = 20_000;

	private static final Duration FAST = Duration.ofSeconds(5);

	private static final double NEARLY_ALL = 0.9;

	private static final int COUNTS = 16;

	private final LimitedLog log;

	private final Count[] counts;

	LoopLog(LongSupplier nanoTime) {
		this.log = new LimitedLog(BackgroundLog.of(LoopLog.class), Duration.ofMinutes(10), nanoTime);
		this.counts = Stream.generate(() -> new Count(nanoTime)).limit(COUNTS).toArray(Count[]::new);
	}

	@Override
	public void completed(Burst burst) {
		Datagram datagram = burst.get(0);
		if (datagram.state() != State.SENT) {
			return;
		}
		Thread thread = Thread.currentThread();
		// The threads of the listeners have consecutive numbers.
		Count count = this.counts[thread.isVirtual() ? 0 : 1 + (int) (thread.threadId() % (COUNTS - 1))];
		long millis = count.add(datagram.addresses(), burst.size());
		if (millis >= 0) {
			this.log.warn(("%s has sent nearly all of %d datagrams to %s within %d ms. If it is a service that answers "
					+ "each reply, the two answer each other endlessly: add its port to 'udp.refused-source-ports' to "
					+ "prevent that, or set 'udp.rate-limit' to limit it.")
				.formatted(datagram.addresses().source(), DATAGRAMS, datagram.addresses().localAddress(), millis),
					null);
		}
	}

	/**
	 * Counts the datagrams since the last check, and finds the sender of the majority
	 * with the algorithm of Boyer and Moore.
	 */
	private static final class Count {

		private final LongSupplier nanoTime;

		private long since;

		private long all;

		private long margin;

		private long high;

		private long low;

		private int port;

		private Count(LongSupplier nanoTime) {
			this.nanoTime = nanoTime;
			this.since = nanoTime.getAsLong();
		}

		/** Returns within how many milliseconds its sender sent nearly all, or -1. */
		private synchronized long add(Addresses source, int size) {
			this.all += size;
			this.margin += isFrom(source) ? size : -size;
			if (this.margin < 0) {
				this.margin = size;
				this.high = source.sourceHigh();
				this.low = source.sourceLow();
				this.port = source.sourcePort();
			}
			if (this.all < DATAGRAMS) {
				return -1;
			}
			long now = this.nanoTime.getAsLong();
			long nanos = now - this.since;
			boolean loop = nanos < FAST.toNanos() && this.margin > NEARLY_ALL * this.all && isFrom(source);
			this.since = now;
			this.all = 0;
			this.margin = 0;
			return loop ? nanos / 1_000_000 : -1;
		}

		private boolean isFrom(Addresses source) {
			return source.sourcePort() == this.port && source.sourceLow() == this.low
					&& source.sourceHigh() == this.high;
		}

	}

}
