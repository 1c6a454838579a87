package io.uppercased.admission;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;

/**
 * A token bucket for each source: an IPv4 address, or the first 64 bits of an IPv6
 * address, for a subnet of that size is one customer's. The table is bounded: when more
 * senders come than it holds, some are forgotten, rather those seldom heard of, and begin
 * with a full bucket. Used by all listeners' threads.
 */
public final class RateLimiter {

	static final int MAX_SOURCES = 32_768;

	private final int perSecond;

	private final int burst;

	private final boolean reportOnly;

	private final LongAdder exceeded = new LongAdder();

	private final Cache<Long, Bucket> buckets = Caffeine.newBuilder()
		.maximumSize(MAX_SOURCES)
		.executor(Runnable::run)
		.build();

	/**
	 * Creates a rate limiter.
	 * @param perSecond datagrams per second that a source may send in the long run
	 * @param burst datagrams that it may send at once
	 * @param reportOnly whether to admit what exceeds the limit, and count it only
	 */
	public RateLimiter(int perSecond, int burst, boolean reportOnly) {
		this.perSecond = perSecond;
		this.burst = burst;
		this.reportOnly = reportOnly;
	}

	/**
	 * Takes a token for a datagram.
	 * @param high the first 8 bytes of the sender's address
	 * @param low the last 8 bytes, an IPv4 address being IPv4-mapped
	 * @return whether the datagram may be answered
	 */
	boolean admits(long high, long low) {
		Bucket bucket = this.buckets.get(SourceAddress.isIpv4(high, low) ? low : high, (source) -> newBucket());
		if (bucket.tryConsume(1)) {
			return true;
		}
		this.exceeded.increment();
		return this.reportOnly;
	}

	private Bucket newBucket() {
		return Bucket.builder()
			.withNanosecondPrecision()
			.addLimit((limit) -> limit.capacity(this.burst).refillGreedy(this.perSecond, Duration.ofSeconds(1)))
			.build();
	}

	/**
	 * Returns how many datagrams exceeded the limit, dropped or not.
	 * @return the number since the start
	 */
	public long exceeded() {
		return this.exceeded.sum();
	}

	/**
	 * Returns how many sources are remembered.
	 * @return at most {@value #MAX_SOURCES}
	 */
	long sources() {
		this.buckets.cleanUp();
		return this.buckets.estimatedSize();
	}

}
