package io.uppercased.udp.admission;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.uppercased.udp.transport.Datagram;

/**
 * A token bucket for each sender (an IPv4 address or IPv6 /64). The table is bounded:
 * when it is full, it removes senders, mostly rare ones, which start with a full bucket
 * next time. Thread-safe.
 */
public final class RateLimiter {

	private static final int MAX_SENDERS = 32_768;

	private final int perSecond;

	private final int burst;

	private final boolean reportOnly;

	private final Cache<Long, Bucket> buckets = Caffeine.newBuilder()
		.maximumSize(MAX_SENDERS)
		.executor(Runnable::run)
		.build();

	/**
	 * Creates a rate limiter.
	 * @param perSecond how many datagrams a sender may send per second, in the long run
	 * @param burst how many datagrams it may send at once
	 * @param reportOnly whether to admit datagrams above the limit
	 */
	public RateLimiter(int perSecond, int burst, boolean reportOnly) {
		this.perSecond = perSecond;
		this.burst = burst;
		this.reportOnly = reportOnly;
	}

	/** Marks a datagram that exceeds the limit, and returns whether to drop it. */
	boolean refuses(Datagram datagram) {
		if (this.buckets.get(datagram.addresses().sender(), (key) -> newBucket()).tryConsume(1)) {
			return false;
		}
		datagram.exceedLimit();
		return !this.reportOnly;
	}

	private Bucket newBucket() {
		return Bucket.builder()
			.withNanosecondPrecision()
			.addLimit((limit) -> limit.capacity(this.burst).refillGreedy(this.perSecond, Duration.ofSeconds(1)))
			.build();
	}

}
