package io.uppercased.udp.observe;

import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * The name, unit and description of each meter of this service. Those whose name says the
 * unit have none, for Prometheus would append it once more.
 */
enum UdpMeter {

	PACKETS_RECEIVED("udp.packets.received", null, "Datagrams received"),
	PACKETS_SENT("udp.packets.sent", null, "Replies sent"),
	PACKETS_DROPPED("udp.packets.dropped", null, "Datagrams received and not answered"),
	PACKETS_OVER_LIMIT("udp.packets.over.limit", null,
			"Datagrams over the rate limit of their source, dropped or (report-only) not"),
	BYTES_RECEIVED("udp.bytes.received", null, "Payload bytes received"),
	BYTES_SENT("udp.bytes.sent", null, "Payload bytes sent"),
	BURST_SIZE("udp.burst.size", null, "Datagrams found by one receive"),
	BURST_DURATION("udp.burst.duration", null,
			"From the arrival of a burst's oldest datagram to the hand-over of its last reply"),
	SOCKET_DROPS("udp.socket.drops", null,
			"Datagrams dropped by the kernel, most likely because the receive buffer was full"),
	SOCKET_QUEUE("udp.socket.queue", BaseUnits.BYTES, "Receive buffer taken, the kernel's overhead included"),
	SOCKET_RECEIVE_BUFFER("udp.socket.receive.buffer", BaseUnits.BYTES, "Receive buffer that the kernel granted"),
	LISTENER_HEARTBEAT_AGE("udp.listener.heartbeat.age", null,
			"Time since the listener last came back from a receive, with or without a datagram");

	private final String meterName;

	private final @Nullable String unit;

	private final String description;

	UdpMeter(String meterName, @Nullable String unit, String description) {
		this.meterName = meterName;
		this.unit = unit;
		this.description = description;
	}

	/**
	 * Begins a counter.
	 * @param source what is counted, weakly referenced
	 * @param count tells the count
	 * @return the counter, to be given tags and registered
	 */
	<T> FunctionCounter.Builder<T> counter(T source, ToDoubleFunction<T> count) {
		return FunctionCounter.builder(this.meterName, source, count).baseUnit(this.unit).description(this.description);
	}

	<T> Gauge.Builder<T> gauge(T source, ToDoubleFunction<T> value) {
		return Gauge.builder(this.meterName, source, value).baseUnit(this.unit).description(this.description);
	}

	<T> TimeGauge.Builder<T> timeGauge(T source, ToDoubleFunction<T> nanos) {
		return TimeGauge.builder(this.meterName, source, TimeUnit.NANOSECONDS, nanos).description(this.description);
	}

	DistributionSummary.Builder summary() {
		return DistributionSummary.builder(this.meterName).baseUnit(this.unit).description(this.description);
	}

	Timer.Builder timer() {
		return Timer.builder(this.meterName).description(this.description);
	}

}
