package io.uppercased.udp.observe;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.uppercased.udp.flow.ExchangesInFlight;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.context.ApplicationListener;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * The meters of the counts, the listeners and their sockets, read when somebody asks. It
 * keeps no socket, because a closed one may still hold its memory. Needs Micrometer.
 */
final class UdpMeters implements ApplicationListener<UdpServerListeningEvent> {

	private final UdpIngress ingress;

	private final PacketCounts counts;

	private final SocketDrops socketDrops;

	private final MeterRegistry registry;

	/** For how many listeners there are meters already. */
	private int listeners;

	UdpMeters(UdpIngress ingress, PacketCounts counts, SocketDrops socketDrops, ExchangesInFlight exchanges,
			MeterRegistry registry) {
		this.ingress = ingress;
		this.counts = counts;
		this.socketDrops = socketDrops;
		this.registry = registry;
		counter("udp.packets.received", "Datagrams received", PacketCounts::received);
		counter("udp.packets.sent", "Replies sent", PacketCounts::sent);
		counter("udp.packets.unanswered", "Datagrams that the transformer chose not to answer",
				PacketCounts::unanswered);
		for (DropReason reason : DropReason.values()) {
			counter("udp.packets.dropped", "Datagrams received and not answered", (packets) -> packets.dropped(reason),
					"reason", reason.tag());
		}
		counter("udp.packets.over.limit", "Datagrams over the rate limit of their source, dropped or (report-only) not",
				PacketCounts::overLimit);
		counter("udp.bytes.received", "Payload bytes received", PacketCounts::bytesReceived);
		counter("udp.bytes.sent", "Payload bytes sent", PacketCounts::bytesSent);
		Gauge.builder("udp.in.flight", exchanges, ExchangesInFlight::count)
			.description("Datagrams that a transformer that waits has now")
			.register(registry);
		Gauge.builder("udp.in.flight.limit", exchanges, (all) -> all.limits().count())
			.description("Largest number of datagrams in flight (udp.max-in-flight)")
			.register(registry);
	}

	// No unit: the names contain it, and Prometheus would append it again.
	private void counter(String name, String description, ToDoubleFunction<PacketCounts> count, String... tags) {
		FunctionCounter.builder(name, this.counts, count).description(description).tags(tags).register(this.registry);
	}

	/**
	 * Adds the meters of the listeners, which depend on what their sockets can do.
	 */
	@Override
	public synchronized void onApplicationEvent(UdpServerListeningEvent event) {
		if (event.getSource().equals(this.ingress)) {
			for (; this.listeners < this.ingress.transports().size(); this.listeners++) {
				addListener(this.listeners);
			}
		}
	}

	private void addListener(int listener) {
		String[] tags = { "listener", Integer.toString(listener) };
		Set<Capability> capabilities = this.ingress.transports().get(listener).capabilities();
		if (capabilities.contains(Capability.KERNEL_DROPS)) {
			FunctionCounter.builder("udp.socket.drops", this.socketDrops, (drops) -> drops.count(listener))
				.description("Datagrams dropped by the kernel, most likely because the receive buffer was full")
				.tags(tags)
				.register(this.registry);
			Gauge.builder("udp.socket.queue", this.ingress, socket(listener, UdpTransport::queuedBytes))
				.description("Receive buffer taken, the kernel's overhead included")
				.baseUnit(BaseUnits.BYTES)
				.tags(tags)
				.register(this.registry);
		}
		Gauge.builder("udp.socket.receive.buffer", this.ingress, socket(listener, UdpTransport::receiveBuffer))
			.description("Receive buffer that the kernel granted")
			.baseUnit(BaseUnits.BYTES)
			.tags(tags)
			.register(this.registry);
		TimeGauge
			.builder("udp.listener.heartbeat.age", this.ingress, TimeUnit.NANOSECONDS,
					(adapter) -> ask(adapter.listenerStatus(), listener, (status) -> status.heartbeatAge().toNanos()))
			.description("Time since the listener last came back from a receive, with or without a datagram")
			.tags(tags)
			.register(this.registry);
	}

	private static ToDoubleFunction<UdpIngress> socket(int listener, ToDoubleFunction<UdpTransport> question) {
		return (adapter) -> ask(adapter.transports(), listener, question);
	}

	// There is no listener once the adapter has stopped.
	private static <T> double ask(List<T> all, int listener, ToDoubleFunction<T> question) {
		return (listener < all.size()) ? question.applyAsDouble(all.get(listener)) : Double.NaN;
	}

}
