package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.observe.UdpPage.Bursts;
import io.uppercased.udp.transport.Burst;

/**
 * Measures how many datagrams are handled together, and how long they take. Called by any
 * thread. Needs Micrometer.
 */
final class BurstMeters implements BurstObserver {

	private static final Duration[] BUCKETS = { Duration.ofNanos(50_000), Duration.ofNanos(100_000),
			Duration.ofNanos(250_000), Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofNanos(2_500_000),
			Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(250),
			Duration.ofSeconds(1) };

	private final DistributionSummary size;

	private final Timer duration;

	BurstMeters(MeterRegistry registry) {
		this.size = DistributionSummary.builder("udp.burst.size")
			.description("Datagrams found by one receive")
			.register(registry);
		this.duration = Timer.builder("udp.burst.duration")
			.description("From the arrival of a burst's oldest datagram to the hand-over of its last reply")
			.serviceLevelObjectives(BUCKETS)
			.register(registry);
	}

	@Override
	public void received(Burst burst) {
		this.size.record(burst.size());
	}

	@Override
	public void completed(Burst burst) {
		this.duration.record(System.nanoTime() - burst.arrivalNanos(), TimeUnit.NANOSECONDS);
	}

	Bursts bursts() {
		return new Bursts(this.size.count(), this.size.mean(), this.size.max(),
				this.duration.mean(TimeUnit.MICROSECONDS), this.duration.max(TimeUnit.MICROSECONDS));
	}

}
