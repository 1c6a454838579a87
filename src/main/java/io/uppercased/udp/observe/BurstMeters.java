package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.transport.Burst;

/**
 * Measures how many datagrams are handled together, and how long they take.
 */
class BurstMeters implements BurstObserver {

	private static final Duration[] BUCKETS = { Duration.ofNanos(50_000), Duration.ofNanos(100_000),
			Duration.ofNanos(250_000), Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofNanos(2_500_000),
			Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(250),
			Duration.ofSeconds(1) };

	private final DistributionSummary size;

	private final Timer duration;

	BurstMeters(MeterRegistry registry) {
		this.size = UdpMeter.BURST_SIZE.summary().register(registry);
		this.duration = UdpMeter.BURST_DURATION.timer().serviceLevelObjectives(BUCKETS).register(registry);
	}

	@Override
	public void completed(Burst burst) {
		this.size.record(burst.size());
		this.duration.record(System.nanoTime() - burst.arrivalNanos(), TimeUnit.NANOSECONDS);
	}

	Summary summary() {
		return new Summary(this.size.count(), this.size.mean(), this.size.max(),
				this.duration.mean(TimeUnit.MICROSECONDS), this.duration.max(TimeUnit.MICROSECONDS));
	}

	/**
	 * A summary of bursts; a maximum is of the last minutes, the rest since the start.
	 *
	 * @param count number of bursts
	 * @param meanSize datagrams in a burst, on average
	 * @param maxSize datagrams in a burst, at the most
	 * @param meanMicros duration in microseconds, on average
	 * @param maxMicros duration in microseconds, at the most
	 */
	record Summary(long count, double meanSize, double maxSize, double meanMicros, double maxMicros) {
	}

}
