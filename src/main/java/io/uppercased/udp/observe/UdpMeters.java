package io.uppercased.udp.observe;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.uppercased.udp.flow.ExchangesInFlight;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.context.ApplicationListener;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * The meters of the counts, the listeners and their sockets. It keeps no reference to a
 * socket, because a reference to a closed one may keep its memory. Needs Micrometer.
 */
final class UdpMeters implements ApplicationListener<UdpServerListeningEvent> {

	private final UdpIngress ingress;

	private final SocketDrops socketDrops;

	private final MeterRegistry registry;

	/** How many listeners already have meters. */
	private int listeners;

	UdpMeters(UdpIngress ingress, PacketCounts counts, SocketDrops socketDrops, ExchangesInFlight exchanges,
			MeterRegistry registry) {
		this.ingress = ingress;
		this.socketDrops = socketDrops;
		this.registry = registry;
		counter("udp.packets.received", "Datagrams received", counts.received);
		counter("udp.packets.sent", "Replies sent", counts.sent);
		counter("udp.packets.unanswered", "Datagrams that the transformer chose not to answer", counts.unanswered);
		counts.dropped.forEach((reason, count) -> counter("udp.packets.dropped", "Datagrams received and not answered",
				count, "reason", reason.tag()));
		counter("udp.packets.over.limit", "Datagrams over the rate limit of their source, dropped or only reported",
				counts.overLimit);
		counter("udp.bytes.received", "Payload bytes received", counts.bytesReceived);
		counter("udp.bytes.sent", "Payload bytes sent", counts.bytesSent);
		Gauge.builder("udp.in.flight", exchanges, ExchangesInFlight::count)
			.description("Datagrams being transformed by a transformer that waits")
			.register(registry);
		Gauge.builder("udp.in.flight.limit", exchanges, (all) -> all.limits().count())
			.description("Largest number of datagrams in flight (udp.max-in-flight)")
			.register(registry);
	}

	// No unit: the names contain it, and Prometheus would append it again.
	private void counter(String name, String description, LongAdder count, String... tags) {
		FunctionCounter.builder(name, count, LongAdder::sum)
			.description(description)
			.tags(tags)
			.register(this.registry);
	}

	// Which meters a listener has depends on what its socket can do.
	@Override
	public synchronized void onApplicationEvent(UdpServerListeningEvent event) {
		if (event.getSource().equals(this.ingress)) {
			for (; this.listeners < this.ingress.transports().size(); this.listeners++) {
				addListener(this.listeners);
			}
		}
	}

	private void addListener(int listener) {
		String name = Integer.toString(listener);
		if (this.ingress.transports().get(listener).capabilities().contains(Capability.KERNEL_DROPS)) {
			FunctionCounter.builder("udp.socket.drops", this.socketDrops, (drops) -> drops.count(listener))
				.description("Datagrams dropped by the kernel, most likely because the receive buffer was full")
				.tag("listener", name)
				.register(this.registry);
			addSocketGauge("udp.socket.queue", "Receive buffer in use, including the kernel's overhead", listener,
					UdpTransport::queuedBytes);
		}
		addSocketGauge("udp.socket.receive.buffer", "Receive buffer that the kernel granted", listener,
				UdpTransport::receiveBuffer);
		TimeGauge
			.builder("udp.listener.heartbeat.age", this.ingress, TimeUnit.NANOSECONDS,
					(adapter) -> value(adapter.listenerStatus(), listener, (status) -> status.heartbeatAge().toNanos()))
			.description("Time since the listener's last receive returned, with or without a datagram")
			.tag("listener", name)
			.register(this.registry);
	}

	private void addSocketGauge(String name, String description, int listener, ToDoubleFunction<UdpTransport> bytes) {
		Gauge.builder(name, this.ingress, (adapter) -> value(adapter.transports(), listener, bytes))
			.description(description)
			.baseUnit(BaseUnits.BYTES)
			.tag("listener", Integer.toString(listener))
			.register(this.registry);
	}

	// There is no listener once the adapter has stopped.
	private static <T> double value(List<T> all, int listener, ToDoubleFunction<T> value) {
		return (listener < all.size()) ? value.applyAsDouble(all.get(listener)) : Double.NaN;
	}

}
