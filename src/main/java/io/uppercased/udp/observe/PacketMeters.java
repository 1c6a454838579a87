package io.uppercased.udp.observe;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;

/**
 * Counts packets and bytes. Once all that was received has ended,
 * {@code received = sent + the sum of dropped}.
 */
class PacketMeters implements BurstObserver, MeterBinder {

	private final LongAdder packetsReceived = new LongAdder();

	private final LongAdder packetsSent = new LongAdder();

	private final Map<DropReason, LongAdder> packetsDropped = new EnumMap<>(DropReason.class);

	private final LongAdder packetsOverLimit = new LongAdder();

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
			if (datagram.isOverLimit()) {
				this.packetsOverLimit.increment();
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
		UdpMeter.PACKETS_RECEIVED.counter(this.packetsReceived, LongAdder::sum).register(registry);
		UdpMeter.PACKETS_SENT.counter(this.packetsSent, LongAdder::sum).register(registry);
		for (DropReason reason : DropReason.values()) {
			UdpMeter.PACKETS_DROPPED.counter(dropped(reason), LongAdder::sum)
				.tag("reason", reason.tag())
				.register(registry);
		}
		UdpMeter.PACKETS_OVER_LIMIT.counter(this.packetsOverLimit, LongAdder::sum).register(registry);
		UdpMeter.BYTES_RECEIVED.counter(this.bytesReceived, LongAdder::sum).register(registry);
		UdpMeter.BYTES_SENT.counter(this.bytesSent, LongAdder::sum).register(registry);
	}

	Packets packets() {
		Map<String, Long> dropped = new LinkedHashMap<>();
		for (DropReason reason : DropReason.values()) {
			dropped.put(reason.tag(), dropped(reason).sum());
		}
		return new Packets(this.packetsReceived.sum(), this.packetsSent.sum(), dropped);
	}

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
