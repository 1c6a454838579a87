package io.uppercased.transport.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;

import io.uppercased.transport.Burst;
import io.uppercased.transport.Datagram;
import io.uppercased.transport.DropReason;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.UdpTransport;

/**
 * A burst that is received and sent datagram by datagram, without ever blocking but for
 * room in the send buffer.
 */
final class NioBurst extends Burst {

	private final NioSocket socket;

	private final List<NioDatagram> datagrams;

	private final int maxPayload;

	NioBurst(NioSocket socket, InetSocketAddress localAddress, TransportSettings settings) {
		List<NioDatagram> datagrams = newDatagrams(settings.burstSize(), localAddress);
		super(datagrams);
		this.socket = socket;
		this.datagrams = datagrams;
		this.maxPayload = settings.maxPayload();
	}

	private static List<NioDatagram> newDatagrams(int count, InetSocketAddress localAddress) {
		// An odd number of cache lines from one payload to the next: else all of them
		// would begin in the same set of the processor's cache.
		int stride = 1027 * 64;
		ByteBuffer memory = ByteBuffer.allocateDirect(count * stride);
		List<NioDatagram> datagrams = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			datagrams.add(new NioDatagram(memory.slice(i * stride, stride), localAddress));
		}
		return datagrams;
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
			// What was received is handled first; an error that lasts comes again.
			if (received == 0) {
				throw ex;
			}
		}
		received(received, System.nanoTime());
		return received > 0;
	}

	@Override
	public void send() {
		for (int i = 0; i < size(); i++) {
			if (this.datagrams.get(i).state() == Datagram.State.REPLIED) {
				send(this.datagrams.get(i));
			}
		}
	}

	/**
	 * Sends one reply. The channel answers 0 both for "no room" and for an empty datagram
	 * sent, so the empty one is sent only when there is room.
	 */
	private void send(NioDatagram datagram) {
		try {
			boolean room = datagram.reply().hasRemaining() || awaitRoom();
			if (room && (datagram.send(this.socket.channel())
					|| (awaitRoom() && datagram.send(this.socket.channel())))) {
				return;
			}
			datagram.drop(DropReason.SEND_FAILED);
		}
		catch (IOException | RuntimeException ex) {
			datagram.drop(DropReason.SEND_FAILED);
		}
	}

	private boolean awaitRoom() throws IOException {
		return this.socket.await(SelectionKey.OP_WRITE, UdpTransport.SEND_TIMEOUT);
	}

}
