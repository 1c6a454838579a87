package io.uppercased.observe;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.uppercased.flow.BurstObserver;
import io.uppercased.transport.Burst;
import io.uppercased.transport.Datagram;
import io.uppercased.transport.DropReason;

/**
 * Counts packets and bytes. Once all that was received has ended,
 * {@code received = sent + the sum of dropped}.
 */
class PacketMeters implements BurstObserver, MeterBinder {

	private final LongAdder packetsReceived = new LongAdder();

	private final LongAdder packetsSent = new LongAdder();

	private final Map<DropReason, LongAdder> packetsDropped = new EnumMap<>(DropReason.class);

	private final LongAdder bytesReceived = new LongAdder();

	private final LongAdder bytesSent = new LongAdder();

	PacketMeters() {
		for (DropReason reason : DropReason.values()) {
			this.packetsDropped.put(reason, new LongAdder());
		}
	}

	@Override
	public void received(Burst burst) {
		long bytes = 0;
		for (Datagram datagram : burst) {
			bytes += datagram.receivedBytes();
		}
		this.packetsReceived.add(burst.size());
		this.bytesReceived.add(bytes);
	}

	@Override
	public void completed(Burst burst) {
		int packets = 0;
		long bytes = 0;
		for (Datagram datagram : burst) {
			DropReason reason = datagram.dropReason();
			if (reason == null) {
				packets++;
				bytes += datagram.sentBytes();
			}
			else {
				dropped(reason).increment();
			}
		}
		this.packetsSent.add(packets);
		this.bytesSent.add(bytes);
	}

	private LongAdder dropped(DropReason reason) {
		return Objects.requireNonNull(this.packetsDropped.get(reason));
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		counter("udp.packets.received", this.packetsReceived, "Datagrams received").register(registry);
		counter("udp.packets.sent", this.packetsSent, "Replies sent").register(registry);
		for (DropReason reason : DropReason.values()) {
			counter("udp.packets.dropped", dropped(reason), "Datagrams received and not answered")
				.tag("reason", reason.tag())
				.register(registry);
		}
		counter("udp.bytes.received", this.bytesReceived,
				"Payload bytes received; of datagrams that are too large, those that were read")
			.register(registry);
		counter("udp.bytes.sent", this.bytesSent, "Payload bytes sent").register(registry);
	}

	// The names say the unit; Prometheus would append a base unit once more.
	private static FunctionCounter.Builder<LongAdder> counter(String name, LongAdder count, String description) {
		return FunctionCounter.builder(name, count, LongAdder::sum).description(description);
	}

	/**
	 * Returns the counts of datagrams.
	 * @return the counts as they are now
	 */
	Packets packets() {
		Map<String, Long> dropped = new LinkedHashMap<>();
		for (DropReason reason : DropReason.values()) {
			dropped.put(reason.tag(), dropped(reason).sum());
		}
		return new Packets(this.packetsReceived.sum(), this.packetsSent.sum(), dropped);
	}

	/**
	 * Returns the counts of payload bytes.
	 * @return the counts as they are now
	 */
	Bytes bytes() {
		return new Bytes(this.bytesReceived.sum(), this.bytesSent.sum());
	}

	/**
	 * Counts of datagrams since the start.
	 *
	 * @param received datagrams received
	 * @param sent replies sent
	 * @param dropped datagrams not answered, by reason
	 */
	record Packets(long received, long sent, Map<String, Long> dropped) {
	}

	/**
	 * Counts of payload bytes since the start.
	 *
	 * @param received bytes received
	 * @param sent bytes sent
	 */
	record Bytes(long received, long sent) {
	}

}
