package io.uppercased.transport.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.uppercased.transport.Burst;
import io.uppercased.transport.Capability;
import io.uppercased.transport.Datagram.State;
import io.uppercased.transport.DropReason;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * The transport for every platform: a non-blocking channel, read until it has no more.
 * Bound to all addresses, it cannot tell which one a message came to.
 */
public final class NioTransport implements UdpTransport {

	private final NioSocket socket;

	private final InetSocketAddress localAddress;

	private final int receiveBuffer;

	private final NioBurst burst;

	private NioTransport(NioSocket socket, TransportSettings settings) throws IOException {
		this.socket = socket;
		this.localAddress = (InetSocketAddress) this.socket.channel().getLocalAddress();
		this.receiveBuffer = this.socket.channel().getOption(StandardSocketOptions.SO_RCVBUF);
		this.burst = new NioBurst(this.socket, newDatagrams(settings.burstSize(), this.localAddress),
				settings.maxPayload());
	}

	/**
	 * Opens and binds a socket.
	 * @param settings what to open
	 * @return the transport
	 * @throws IOException as
	 * {@link io.uppercased.transport.TransportFactory#open(TransportSettings)} says
	 */
	public static NioTransport open(TransportSettings settings) throws IOException {
		NioSocket socket = new NioSocket(settings);
		try {
			return new NioTransport(socket, settings);
		}
		catch (Throwable ex) {
			socket.close();
			throw ex;
		}
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

	@Override
	public Burst receive() throws IOException {
		if (!this.burst.fill() && this.socket.await(SelectionKey.OP_READ, RECEIVE_TIMEOUT)) {
			this.burst.fill();
		}
		return this.burst;
	}

	@Override
	public Burst poll() throws IOException {
		this.burst.fill();
		return this.burst;
	}

	@Override
	public Set<Capability> capabilities() {
		return this.localAddress.getAddress().isAnyLocalAddress() ? Set.of() : Set.of(Capability.DESTINATION_ADDRESS);
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public int receiveBuffer() {
		return this.receiveBuffer;
	}

	@Override
	public String name() {
		return "nio";
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A burst that is received and sent datagram by datagram, without ever blocking but
	 * for room in the send buffer.
	 */
	private static final class NioBurst extends Burst {

		private final NioSocket socket;

		private final List<NioDatagram> datagrams;

		private final int maxPayload;

		private Duration patience = SEND_TIMEOUT;

		private @Nullable IOException sendFailure;

		private NioBurst(NioSocket socket, List<NioDatagram> datagrams, int maxPayload) {
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
			this.patience = SEND_TIMEOUT;
			for (int i = 0; i < size(); i++) {
				if (this.datagrams.get(i).state() == State.REPLIED) {
					send(this.datagrams.get(i));
				}
			}
		}

		/**
		 * Sends one reply. The channel answers 0 both for "no room" and for an empty
		 * datagram sent, so the empty one is sent only when there is room.
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
			catch (IOException ex) {
				this.sendFailure = ex;
				datagram.drop(DropReason.SEND_FAILED);
			}
			catch (RuntimeException ex) {
				datagram.drop(DropReason.SEND_FAILED);
			}
		}

		// One reply may wait for room; the others shall not wait as long each in turn.
		private boolean awaitRoom() throws IOException {
			boolean room = this.socket.await(SelectionKey.OP_WRITE, this.patience);
			this.patience = room ? this.patience : Duration.ofMillis(1);
			return room;
		}

		@Override
		public @Nullable IOException sendFailure() {
			return this.sendFailure;
		}

	}

}
