package io.uppercased.udp.transport.nio;

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
import java.util.Set;
import java.util.stream.IntStream;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.JdkAddresses;
import io.uppercased.udp.transport.OpenFailedException;
import io.uppercased.udp.transport.OpenFailedException.Reason;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The transport for every platform: a non-blocking channel. If it is bound to all
 * addresses, it does not know to which one a datagram was sent.
 */
public final class NioTransport implements UdpTransport {

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	/** An odd number of cache lines: payloads start in different sets of the cache. */
	private static final int BYTES_PER_DATAGRAM = 1027 * 64;

	private final DatagramChannel channel;

	private final InetSocketAddress localAddress;

	private final int receiveBuffer;

	private final NioBurst burst;

	private final Selector readSelector;

	/** Separate, because another thread sends late replies. */
	private final Selector writeSelector;

	private NioTransport(DatagramChannel channel, TransportSettings settings) throws IOException {
		this.channel = channel;
		this.localAddress = (InetSocketAddress) channel.getLocalAddress();
		this.receiveBuffer = channel.getOption(StandardSocketOptions.SO_RCVBUF);
		this.burst = newBurst(settings.burstSize(), settings.maxPayload());
		this.readSelector = openSelector(SelectionKey.OP_READ);
		try {
			this.writeSelector = openSelector(SelectionKey.OP_WRITE);
		}
		catch (Throwable ex) {
			this.readSelector.close();
			throw ex;
		}
	}

	/** Opens and binds a socket. */
	public static NioTransport open(TransportSettings settings) throws IOException {
		DatagramChannel channel = openChannel(settings.address());
		try {
			channel.configureBlocking(false);
			// Allow fragments: otherwise a reply that is too large for its path is lost
			// if ICMP is filtered.
			if (channel.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT)) {
				channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, false);
			}
			channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
			if (settings.isSharedWhenBound()) {
				channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			bind(channel, new InetSocketAddress(settings.address(), settings.port()));
			if (settings.sharing() != PortSharing.NONE) {
				channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			return new NioTransport(channel, settings);
		}
		catch (Throwable ex) {
			channel.close();
			throw ex;
		}
	}

	// An IPv4 address needs an IPv4 socket.
	private static DatagramChannel openChannel(@Nullable InetAddress address) throws IOException {
		if (address == null) {
			return DatagramChannel.open();
		}
		return DatagramChannel
			.open((address instanceof Inet4Address) ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
	}

	/** If bind fails, finds out why: the JDK reports the reason only as text. */
	private static void bind(DatagramChannel channel, InetSocketAddress address) throws IOException {
		try {
			channel.bind(address);
		}
		catch (BindException ex) {
			Reason portReason = (address.getPort() < FIRST_UNPRIVILEGED_PORT) ? Reason.PORT_IN_USE_OR_DENIED
					: Reason.PORT_IN_USE;
			throw new OpenFailedException(address,
					isLocal(address.getAddress()) ? portReason : Reason.ADDRESS_NOT_LOCAL, ex);
		}
	}

	private static boolean isLocal(InetAddress address) throws IOException {
		try (DatagramChannel probe = openChannel(address)) {
			probe.bind(new InetSocketAddress(address, 0));
			return true;
		}
		catch (BindException ex) {
			return false;
		}
	}

	private Selector openSelector(int operation) throws IOException {
		Selector selector = Selector.open();
		this.channel.register(selector, operation);
		return selector;
	}

	private NioBurst newBurst(int size, int maxPayload) {
		ByteBuffer memory = ByteBuffer.allocateDirect(size * BYTES_PER_DATAGRAM);
		return new NioBurst(this,
				IntStream.range(0, size)
					.mapToObj((i) -> memory.slice(i * BYTES_PER_DATAGRAM, BYTES_PER_DATAGRAM))
					.map((slice) -> new NioDatagram(slice, new JdkAddresses(this.localAddress, this.localAddress)))
					.toList(),
				maxPayload);
	}

	DatagramChannel channel() {
		return this.channel;
	}

	@Override
	public Burst receive() throws IOException {
		if (!this.burst.fill() && await(this.readSelector, RECEIVE_TIMEOUT)) {
			this.burst.fill();
		}
		return this.burst;
	}

	@Override
	public Burst poll() throws IOException {
		this.burst.fill();
		return this.burst;
	}

	/** Waits for room in the send buffer, and returns whether there is some. */
	synchronized boolean awaitRoom(Duration timeout) throws IOException {
		return await(this.writeSelector, timeout);
	}

	private static boolean await(Selector selector, Duration timeout) throws IOException {
		try {
			return selector.select((key) -> {
			}, timeout.toMillis()) > 0;
		}
		catch (ClosedSelectorException | CancelledKeyException ex) {
			throw new ClosedChannelException();
		}
	}

	@Override
	public void allowLateReplies(int size) {
		this.burst.sendLater(newBurst(size, 0));
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

	/** Also ends the waits of other threads. */
	@Override
	public void close() {
		try (this.readSelector; this.writeSelector; this.channel) {
			this.readSelector.wakeup();
			this.writeSelector.wakeup();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
