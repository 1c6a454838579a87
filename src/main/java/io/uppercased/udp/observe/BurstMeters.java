package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.observe.UdpPage.Bursts;
import io.uppercased.udp.observe.UdpPage.Exchanges;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.Datagram.State;

/**
 * Measures how many datagrams are handled together, and how long they take. Called by any
 * thread. Needs Micrometer.
 */
final class BurstMeters implements BurstObserver {

	private static final Duration[] BUCKETS = { Duration.ofNanos(50_000), Duration.ofNanos(100_000),
			Duration.ofNanos(250_000), Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofNanos(2_500_000),
			Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(250),
			Duration.ofSeconds(1) };

	private static final Duration[] EXCHANGE_BUCKETS = Stream.of(1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
		.map(Duration::ofMillis)
		.toArray(Duration[]::new);

	private final DistributionSummary size;

	private final Timer duration;

	private final Timer exchangeDuration;

	BurstMeters(MeterRegistry registry) {
		this.size = DistributionSummary.builder("udp.burst.size")
			.description("Datagrams found by one receive")
			.register(registry);
		this.duration = Timer.builder("udp.burst.duration")
			.description("From the arrival of a burst's oldest datagram to the hand-over of its last reply")
			.serviceLevelObjectives(BUCKETS)
			.register(registry);
		this.exchangeDuration = Timer.builder("udp.exchange.duration")
			.description("From the arrival of a datagram to the hand-over of its reply, for a transformer that waits")
			.serviceLevelObjectives(EXCHANGE_BUCKETS)
			.register(registry);
	}

	@Override
	public void received(Burst burst) {
		this.size.record(burst.size());
	}

	@Override
	public void completed(Burst burst) {
		// When datagrams have left, how long the rest took means nothing.
		if (burst.get(0).state() != State.LEFT) {
			this.duration.record(System.nanoTime() - burst.arrivalNanos(), TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void completedLater(Burst burst) {
		long now = System.nanoTime();
		for (Datagram datagram : burst) {
			this.exchangeDuration.record(now - datagram.arrivalNanos(), TimeUnit.NANOSECONDS);
		}
	}

	Bursts bursts() {
		return new Bursts(this.size.count(), this.size.mean(), this.size.max(), this.duration.count(),
				this.duration.mean(TimeUnit.MICROSECONDS), this.duration.max(TimeUnit.MICROSECONDS));
	}

	Exchanges exchanges(int limit) {
		return new Exchanges(limit, this.exchangeDuration.count(), this.exchangeDuration.mean(TimeUnit.MICROSECONDS),
				this.exchangeDuration.max(TimeUnit.MICROSECONDS));
	}

}
