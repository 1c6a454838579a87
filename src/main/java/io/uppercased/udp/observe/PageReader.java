package io.uppercased.udp.observe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.uppercased.udp.flow.ExchangesInFlight;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.observe.UdpPage.Socket;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the page of this moment. Called by any thread.
 */
final class PageReader {

	private final Instant since = Instant.now();

	private final UdpIngress ingress;

	private final PacketCounts counts;

	private final SocketDrops socketDrops;

	private final ExchangesInFlight exchanges;

	private final @Nullable BurstMeters bursts;

	PageReader(UdpIngress ingress, PacketCounts counts, SocketDrops socketDrops, ExchangesInFlight exchanges,
			@Nullable BurstMeters bursts) {
		this.ingress = ingress;
		this.counts = counts;
		this.socketDrops = socketDrops;
		this.exchanges = exchanges;
		this.bursts = bursts;
	}

	UdpPage read() {
		List<Socket> sockets = new ArrayList<>();
		for (UdpTransport transport : this.ingress.transports()) {
			sockets.add(Socket.of(transport, this.socketDrops.count(sockets.size())));
		}
		return new UdpPage(this.since, sockets, this.counts.packets(this.exchanges.count()), this.counts.bytes(),
				(this.bursts != null) ? this.bursts.bursts() : null, (this.bursts != null && this.exchanges.isUsed())
						? this.bursts.exchanges(this.exchanges.limits().count()) : null);
	}

}
