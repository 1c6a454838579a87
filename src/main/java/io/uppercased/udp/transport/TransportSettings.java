package io.uppercased.udp.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

/**
 * What every transport can be told when it opens a socket.
 *
 * @param address the local address, or {@code null} for all, IPv6 and IPv4
 * @param port the local port, 0 for any free one
 * @param sharing which other sockets may have the port too
 * @param receiveBuffer the receive buffer to ask the kernel for, in bytes
 * @param burstSize how many datagrams a burst holds at the most, from 1
 * @param maxPayload the largest payload in bytes that is received, from 1 to
 * {@link Datagram#MAX_PAYLOAD}
 * @param segmentation whether the kernel may be given several replies as one message, if
 * the transport can
 */
public record TransportSettings(@Nullable InetAddress address, int port, PortSharing sharing, int receiveBuffer,
		int burstSize, int maxPayload, boolean segmentation) {

	/**
	 * Returns the local address. A link-local one has the present number of its
	 * interface, which is another one after the interface was created again.
	 */
	@Override
	public @Nullable InetAddress address() {
		try {
			return (this.address != null) ? InetAddress.getByName(this.address.getHostAddress()) : null;
		}
		catch (UnknownHostException ex) {
			// There is no such interface now.
			return this.address;
		}
	}

	/**
	 * Begins with any free port on all addresses, not shared, a receive buffer of 4 MB,
	 * and bursts of 64 datagrams of any size.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns these settings for one more socket on a port.
	 * @param port the port, which a socket has that can be shared
	 * @return the settings
	 */
	public TransportSettings joining(int port) {
		return new TransportSettings(this.address, port, PortSharing.ANY, this.receiveBuffer, this.burstSize,
				this.maxPayload, this.segmentation);
	}

	/**
	 * Returns whether to share the port before the socket is bound. For a port of the
	 * kernel's choice this would let it choose one that another process shares.
	 */
	public boolean isSharedWhenBound() {
		return this.sharing == PortSharing.ANY && this.port != 0;
	}

	/**
	 * Takes settings by their names.
	 */
	public static final class Builder {

		private @Nullable InetAddress address;

		private int port;

		private PortSharing sharing = PortSharing.NONE;

		private int receiveBuffer = 4 << 20;

		private int burstSize = 64;

		private int maxPayload = Datagram.MAX_PAYLOAD;

		private boolean segmentation = true;

		private Builder() {
		}

		public Builder address(@Nullable InetAddress address) {
			this.address = address;
			return this;
		}

		public Builder port(int port) {
			this.port = port;
			return this;
		}

		public Builder sharing(PortSharing sharing) {
			this.sharing = sharing;
			return this;
		}

		public Builder receiveBuffer(int bytes) {
			this.receiveBuffer = bytes;
			return this;
		}

		public Builder burstSize(int datagrams) {
			this.burstSize = datagrams;
			return this;
		}

		public Builder maxPayload(int bytes) {
			this.maxPayload = bytes;
			return this;
		}

		public Builder segmentation(boolean segmentation) {
			this.segmentation = segmentation;
			return this;
		}

		public TransportSettings build() {
			return new TransportSettings(this.address, this.port, this.sharing, this.receiveBuffer, this.burstSize,
					this.maxPayload, this.segmentation);
		}

	}

}
