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

import io.uppercased.udp.transport.BindFailedException;
import io.uppercased.udp.transport.BindFailedException.Reason;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import org.jspecify.annotations.Nullable;

/**
 * A bound non-blocking channel, and the selector to wait for it. One thread waits; any
 * may close, which ends the wait.
 */
final class NioSocket implements Closeable {

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private final DatagramChannel channel;

	private final Selector selector;

	private final SelectionKey key;

	NioSocket(TransportSettings settings) throws IOException {
		this.channel = openChannel(settings.address());
		try {
			this.channel.configureBlocking(false);
			this.channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
			if (settings.isSharedWhenBound()) {
				this.channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			bind(new InetSocketAddress(settings.address(), settings.port()));
			if (settings.sharing() != PortSharing.NONE) {
				this.channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			this.selector = Selector.open();
			this.key = this.channel.register(this.selector, SelectionKey.OP_READ);
		}
		catch (Throwable ex) {
			this.channel.close();
			throw ex;
		}
	}

	// An IPv4 address gets a socket that speaks IPv4 only.
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

	DatagramChannel channel() {
		return this.channel;
	}

	/**
	 * Waits until the socket is ready.
	 * @return whether it is
	 */
	boolean await(int operation, Duration timeout) throws IOException {
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
	public void close() throws IOException {
		try (this.selector; this.channel) {
			this.selector.wakeup();
		}
	}

}
