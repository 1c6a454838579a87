package io.uppercased.udp.transport.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

/**
 * The transport for every platform: a non-blocking channel, read until it is empty. If
 * bound to all addresses, it does not know which one a datagram came to.
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
	 * Opens and binds a socket, as a
	 * {@link io.uppercased.udp.transport.TransportFactory}.
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
		// An odd number of cache lines, so that not all payloads begin in the same set of
		// the processor's cache.
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
		if (!this.burst.fill() && this.socket.awaitDatagram(RECEIVE_TIMEOUT)) {
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
	public void allowLateReplies(int size) {
		this.burst.sendLater(new NioBurst(this.socket, newDatagrams(size, this.localAddress), 0));
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

}
