package io.uppercased.udp.transport.nio;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

import io.uppercased.udp.transport.OpenFailedException;
import io.uppercased.udp.transport.OpenFailedException.Reason;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A bound non-blocking channel, and the selectors to wait for it. One thread waits for
 * datagrams, any may wait for room to send; any may close, which ends the waits.
 */
final class NioSocket implements Closeable {

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private final DatagramChannel channel;

	private final Selector readSelector;

	/** Another one, because late replies are sent by another thread. */
	private final Selector writeSelector;

	NioSocket(TransportSettings settings) throws IOException {
		this.channel = openChannel(settings.address());
		try {
			this.channel.configureBlocking(false);
			// Otherwise replies that a path must fragment are lost if ICMP is filtered.
			if (this.channel.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT)) {
				this.channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, false);
			}
			this.channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
			if (settings.isSharedWhenBound()) {
				this.channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			bind(new InetSocketAddress(settings.address(), settings.port()));
			if (settings.sharing() != PortSharing.NONE) {
				this.channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			this.readSelector = openSelector(SelectionKey.OP_READ);
			try {
				this.writeSelector = openSelector(SelectionKey.OP_WRITE);
			}
			catch (Throwable ex) {
				this.readSelector.close();
				throw ex;
			}
		}
		catch (Throwable ex) {
			this.channel.close();
			throw ex;
		}
	}

	private Selector openSelector(int operation) throws IOException {
		Selector selector = Selector.open();
		this.channel.register(selector, operation);
		return selector;
	}

	// An IPv4 address needs an IPv4 socket.
	private static DatagramChannel openChannel(@Nullable InetAddress address) throws IOException {
		if (address == null) {
			return DatagramChannel.open();
		}
		return DatagramChannel
			.open((address instanceof Inet4Address) ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
	}

	private void bind(InetSocketAddress address) throws IOException {
		try {
			this.channel.bind(address);
		}
		catch (BindException ex) {
			throw new OpenFailedException(address, reason(address), ex);
		}
	}

	/**
	 * Finds out why an address cannot be bound, which the JDK reports only as text: if
	 * any port can be bound, the address is valid.
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

	DatagramChannel channel() {
		return this.channel;
	}

	boolean awaitDatagram(Duration timeout) throws IOException {
		return await(this.readSelector, timeout);
	}

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
	public void close() throws IOException {
		try (this.readSelector; this.writeSelector; this.channel) {
			this.readSelector.wakeup();
			this.writeSelector.wakeup();
		}
	}

}
