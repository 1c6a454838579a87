package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.flow.Throttle;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.Datagram.State;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warns of a sender that alone sends nearly all there is, and fast: perhaps a service
 * that answers what this one answers, for ever. It looks at one datagram of each burst,
 * on the thread of the listener, which has a count of its own.
 */
class LoopLog implements BurstObserver {

	/** After how many datagrams of a listener it looks who sent them. */
	static final int DATAGRAMS = 20_000;

	private static final Duration FAST = Duration.ofSeconds(5);

	private static final double NEARLY_ALL = 0.9;

	private static final Log logger = LogFactory.getLog(LoopLog.class);

	private final LongSupplier nanoTime;

	private final Throttle throttle;

	private final ThreadLocal<Count> counts = ThreadLocal.withInitial(Count::new);

	/**
	 * Creates a loop log.
	 * @param interval the shortest time between two warnings
	 * @param nanoTime the clock
	 */
	LoopLog(Duration interval, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.throttle = new Throttle(interval, nanoTime);
	}

	@Override
	public void completed(Burst burst) {
		Datagram datagram = burst.get(0);
		if (datagram.state() != State.SENT) {
			return;
		}
		Count count = this.counts.get();
		count.add(datagram, burst.size());
		if (count.all >= DATAGRAMS) {
			long now = this.nanoTime.getAsLong();
			long nanos = now - count.since;
			if (nanos < FAST.toNanos() && count.margin > NEARLY_ALL * count.all && count.isOf(datagram)
					&& this.throttle.count() > 0) {
				logger.warn(("%s has sent nearly all of %d datagrams to %s within %d ms. If it is a service that "
						+ "answers, the two do so for ever: 'udp.rate-limit' bounds or ends that, and its port in "
						+ "'udp.refused-source-ports' prevents it.")
					.formatted(datagram.source(), count.all, datagram.localAddress(), nanos / 1_000_000));
			}
			count.restart(now);
		}
	}

	/**
	 * The datagrams since the last look, and by how many those of one sender outnumber
	 * the others: the majority vote of Boyer and Moore.
	 */
	private final class Count {

		private long since = LoopLog.this.nanoTime.getAsLong();

		private long all;

		private long margin;

		private long high;

		private long low;

		private int port;

		private void add(Datagram datagram, int size) {
			this.all += size;
			this.margin += isOf(datagram) ? size : -size;
			if (this.margin < 0) {
				this.margin = size;
				this.high = datagram.sourceHighBits();
				this.low = datagram.sourceLowBits();
				this.port = datagram.sourcePort();
			}
		}

		private boolean isOf(Datagram datagram) {
			return datagram.sourcePort() == this.port && datagram.sourceLowBits() == this.low
					&& datagram.sourceHighBits() == this.high;
		}

		private void restart(long now) {
			this.since = now;
			this.all = 0;
			this.margin = 0;
		}

	}

}
