package io.uppercased.udp.transport.nio;

import java.io.IOException;
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

	private final NioSocket socket;

	private final List<NioDatagram> datagrams;

	private final int maxPayload;

	private Duration patience = UdpTransport.SEND_TIMEOUT;

	private @Nullable IOException sendFailure;

	NioBurst(NioSocket socket, List<NioDatagram> datagrams, int maxPayload) {
		super(datagrams);
		this.socket = socket;
		this.datagrams = datagrams;
		this.maxPayload = maxPayload;
	}

	/**
	 * Receives what waits.
	 * @return whether there was anything
	 */
	boolean fill() throws IOException {
		received(0, 0);
		int received = 0;
		try {
			while (received < this.datagrams.size()
					&& this.datagrams.get(received).receive(this.socket.channel(), this.maxPayload)) {
				received++;
			}
		}
		catch (IOException ex) {
			// What was received is handled first; a lasting error is reported again.
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
	 * Sends one reply. The channel returns 0 if there is no room, and also for an empty
	 * reply, which is sent only when there is room.
	 */
	private void send(NioDatagram datagram) {
		try {
			boolean room = datagram.reply().hasRemaining() || awaitRoom();
			if (room && (datagram.send(this.socket.channel())
					|| (awaitRoom() && datagram.send(this.socket.channel())))) {
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

	// One reply may wait for room; the others do not wait as long.
	private boolean awaitRoom() throws IOException {
		boolean room = this.socket.awaitRoom(this.patience);
		this.patience = room ? this.patience : Duration.ofMillis(1);
		return room;
	}

	@Override
	public @Nullable IOException sendFailure() {
		return this.sendFailure;
	}

}
