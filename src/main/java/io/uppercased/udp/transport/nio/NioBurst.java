package io.uppercased.udp.transport.nio;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram.State;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * A burst that is received and sent datagram by datagram. It waits only for room in the
 * send buffer.
 */
final class NioBurst extends Burst {

	private final NioTransport transport;

	private final List<NioDatagram> datagrams;

	private final int maxPayload;

	private Duration patience = UdpTransport.SEND_TIMEOUT;

	private @Nullable IOException sendFailure;

	NioBurst(NioTransport transport, List<NioDatagram> datagrams, int maxPayload) {
		super(datagrams);
		this.transport = transport;
		this.datagrams = datagrams;
		this.maxPayload = maxPayload;
	}

	/** Receives all queued datagrams, and returns whether there was one. */
	boolean fill() throws IOException {
		received(0, 0);
		int received = 0;
		try {
			while (received < this.datagrams.size()
					&& this.datagrams.get(received).receive(this.transport.channel(), this.maxPayload)) {
				received++;
			}
		}
		catch (IOException ex) {
			// If the error persists, the next receive reports it.
			if (received == 0) {
				throw ex;
			}
		}
		received(received, System.nanoTime());
		return received > 0;
	}

	@Override
	public void send() {
		this.patience = UdpTransport.SEND_TIMEOUT;
		this.sendFailure = null;
		for (int i = 0; i < size(); i++) {
			if (this.datagrams.get(i).state() == State.REPLIED) {
				send(this.datagrams.get(i));
			}
		}
	}

	/**
	 * Sends a reply. The channel returns 0 if there is no room, but also if it has sent
	 * an empty reply. So an empty reply first waits for room.
	 */
	private void send(NioDatagram datagram) {
		try {
			DatagramChannel channel = this.transport.channel();
			boolean room = datagram.reply().hasRemaining() || awaitRoom();
			if (room && (datagram.send(channel) || (awaitRoom() && datagram.send(channel)))) {
				return;
			}
			this.sendFailure = new IOException("no room in the send buffer");
		}
		catch (IOException ex) {
			this.sendFailure = ex;
		}
		catch (RuntimeException ex) {
			// The JDK refuses the address.
		}
		datagram.drop(DropReason.SEND_FAILED);
	}

	// If one reply has waited in vain, the others of the burst wait for 1 ms.
	private boolean awaitRoom() throws IOException {
		boolean room = this.transport.awaitRoom(this.patience);
		this.patience = room ? this.patience : Duration.ofMillis(1);
		return room;
	}

	@Override
	public @Nullable IOException sendFailure() {
		return this.sendFailure;
	}

}
