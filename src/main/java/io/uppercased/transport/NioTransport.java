package io.uppercased.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.uppercased.transport.BindFailedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The transport for every platform: a non-blocking {@link DatagramChannel}, read until it
 * has no more. It cannot tell which address of a wildcard a message came to. Long because
 * it also finds out why an address cannot be bound.
 */
public final class NioTransport implements UdpTransport {

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private final DatagramChannel channel;

	private final Selector selector;

	private final SelectionKey key;

	private final TransportSettings settings;

	private final InetSocketAddress localAddress;

	private final int receiveBuffer;

	private final Burst burst;

	private NioTransport(DatagramChannel channel, Selector selector, TransportSettings settings) throws IOException {
		this.channel = channel;
		this.selector = selector;
		this.settings = settings;
		this.key = channel.register(selector, SelectionKey.OP_READ);
		this.localAddress = (InetSocketAddress) channel.getLocalAddress();
		this.receiveBuffer = channel.getOption(StandardSocketOptions.SO_RCVBUF);
		this.burst = new Burst(this, newDatagrams(settings.burstSize(), this.localAddress));
	}

	/**
	 * Opens and binds a socket.
	 * @param settings what to open; an IPv4 address gets a socket that speaks IPv4 only
	 * @return the transport
	 * @throws IOException as {@link TransportFactory#open(TransportSettings)} says
	 */
	public static NioTransport open(TransportSettings settings) throws IOException {
		DatagramChannel channel = openChannel(settings.address());
		try {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
			if (settings.reusePort()) {
				channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			bind(channel, new InetSocketAddress(settings.address(), settings.port()));
			return new NioTransport(channel, Selector.open(), settings);
		}
		catch (Throwable ex) {
			channel.close();
			throw ex;
		}
	}

	private static DatagramChannel openChannel(@Nullable InetAddress address) throws IOException {
		if (address == null) {
			return DatagramChannel.open();
		}
		return DatagramChannel
			.open((address instanceof Inet4Address) ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
	}

	private static void bind(DatagramChannel channel, InetSocketAddress address) throws IOException {
		try {
			channel.bind(address);
		}
		catch (BindException ex) {
			throw new BindFailedException(address, reason(address), ex);
		}
	}

	/**
	 * Finds out why an address cannot be bound, which the JDK tells in words only: a port
	 * of the kernel's choice shows whether it is for the address.
	 */
	private static Reason reason(InetSocketAddress address) throws IOException {
		try (DatagramChannel probe = openChannel(address.getAddress())) {
			probe.bind(new InetSocketAddress(address.getAddress(), 0));
		}
		catch (BindException ex) {
			return Reason.ADDRESS_NOT_LOCAL;
		}
		return (address.getPort() < FIRST_UNPRIVILEGED_PORT) ? Reason.PORT_IN_USE_OR_DENIED : Reason.PORT_IN_USE;
	}

	private static List<NioDatagram> newDatagrams(int count, InetSocketAddress localAddress) {
		// An odd number of cache lines from one payload to the next, lest all of them
		// begin in the same set of the processor's cache.
		int stride = 1025 * 64;
		ByteBuffer memory = ByteBuffer.allocateDirect(count * stride);
		List<NioDatagram> datagrams = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			datagrams.add(new NioDatagram(memory.slice(i * stride, stride), localAddress));
		}
		return datagrams;
	}

	@Override
	public Burst burst() {
		return this.burst;
	}

	@Override
	public void receive() throws IOException {
		this.burst.arrived(0, 0);
		int received = fill();
		if (received == 0 && await(SelectionKey.OP_READ, RECEIVE_TIMEOUT)) {
			received = fill();
		}
		this.burst.arrived(received, System.nanoTime());
	}

	@Override
	public void poll() throws IOException {
		this.burst.arrived(0, 0);
		this.burst.arrived(fill(), System.nanoTime());
	}

	private int fill() throws IOException {
		int received = 0;
		try {
			while (received < this.settings.burstSize()
					&& ((NioDatagram) this.burst.get(received)).receive(this.channel, this.settings.maxPayload())) {
				received++;
			}
		}
		catch (IOException ex) {
			// What was received is handled first; an error that lasts comes again.
			if (received == 0) {
				throw ex;
			}
		}
		return received;
	}

	/**
	 * Waits until the socket is ready.
	 * @return whether it is
	 */
	private boolean await(int operation, Duration timeout) throws IOException {
		try {
			this.key.interestOps(operation);
			return this.selector.select((key) -> {
			}, timeout.toMillis()) > 0;
		}
		catch (ClosedSelectorException | CancelledKeyException ex) {
			throw new ClosedChannelException();
		}
	}

	@Override
	public void send() {
		for (Datagram datagram : this.burst) {
			if (datagram.isPending()) {
				send((NioDatagram) datagram);
			}
		}
	}

	/**
	 * Sends one reply. The channel answers 0 both for "no room" and for an empty datagram
	 * sent, so the empty one is sent only when there is room.
	 */
	private void send(NioDatagram datagram) {
		try {
			boolean room = datagram.payload().hasRemaining() || await(SelectionKey.OP_WRITE, SEND_TIMEOUT);
			if (room && (datagram.send(this.channel)
					|| (await(SelectionKey.OP_WRITE, SEND_TIMEOUT) && datagram.send(this.channel)))) {
				return;
			}
			datagram.drop(DropReason.SEND_FAILED);
		}
		catch (IOException | RuntimeException ex) {
			datagram.drop(DropReason.SEND_FAILED);
		}
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
		try (this.selector; this.channel) {
			this.selector.wakeup();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
