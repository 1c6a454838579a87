package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

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

	private final DistributionSummary size;

	private final Timer duration;

	private final Timer exchangeDuration;

	BurstMeters(MeterRegistry registry) {
		this.size = DistributionSummary.builder("udp.burst.size")
			.description("Datagrams found by one receive")
			.register(registry);
		this.duration = Timer.builder("udp.burst.duration")
			.description("From the arrival of a burst's oldest datagram until the kernel has its last reply")
			.serviceLevelObjectives(micros(50, 100, 250, 500, 1000, 2500, 5000, 10_000, 50_000, 250_000, 1_000_000))
			.register(registry);
		this.exchangeDuration = Timer.builder("udp.exchange.duration")
			.description("From the arrival of a datagram until the kernel has its reply, for a transformer that waits")
			.serviceLevelObjectives(micros(1000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
					2_500_000, 5_000_000))
			.register(registry);
	}

	private static Duration[] micros(long... buckets) {
		return LongStream.of(buckets).mapToObj((micros) -> Duration.ofNanos(1000 * micros)).toArray(Duration[]::new);
	}

	@Override
	public void received(Burst burst) {
		this.size.record(burst.size());
	}

	@Override
	public void completed(Burst burst) {
		// If datagrams have left, the duration of the rest has no meaning.
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
