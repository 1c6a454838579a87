package io.uppercased.udp.observe;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.observe.UdpPage.Bytes;
import io.uppercased.udp.observe.UdpPage.Packets;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.Datagram.State;
import io.uppercased.udp.transport.DropReason;

/**
 * Counts datagrams and payload bytes since the application started. Called by any thread.
 */
final class PacketCounts implements BurstObserver {

	final LongAdder received = new LongAdder();

	final LongAdder sent = new LongAdder();

	final LongAdder unanswered = new LongAdder();

	final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);

	/** Datagrams over the rate limit, dropped or only reported. */
	final LongAdder overLimit = new LongAdder();

	final LongAdder bytesReceived = new LongAdder();

	final LongAdder bytesSent = new LongAdder();

	PacketCounts() {
		for (DropReason reason : DropReason.values()) {
			this.dropped.put(reason, new LongAdder());
		}
	}

	@Override
	public void received(Burst burst) {
		long bytes = 0;
		for (Datagram datagram : burst) {
			bytes += datagram.receivedBytes();
		}
		this.received.add(burst.size());
		this.bytesReceived.add(bytes);
	}

	@Override
	public void completed(Burst burst) {
		int packets = 0;
		long bytes = 0;
		for (Datagram datagram : burst) {
			DropReason reason = datagram.dropReason();
			if (reason != null) {
				Objects.requireNonNull(this.dropped.get(reason)).increment();
			}
			else if (datagram.state() == State.SENT) {
				packets++;
				bytes += datagram.sentBytes();
			}
			else if (datagram.state() == State.UNANSWERED) {
				this.unanswered.increment();
			}
			if (datagram.isOverLimit() && datagram.state() != State.LEFT) {
				this.overLimit.increment();
			}
		}
		this.sent.add(packets);
		this.bytesSent.add(bytes);
	}

	Packets packets(int inFlight) {
		Map<String, Long> byReason = new LinkedHashMap<>();
		this.dropped.forEach((reason, count) -> byReason.put(reason.tag(), count.sum()));
		return new Packets(this.received.sum(), this.sent.sum(), this.unanswered.sum(), byReason, inFlight);
	}

	Bytes bytes() {
		return new Bytes(this.bytesReceived.sum(), this.bytesSent.sum());
	}

}
