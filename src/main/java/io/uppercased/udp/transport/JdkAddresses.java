package io.uppercased.udp.transport;

import java.net.InetSocketAddress;

/** Addresses that are JDK objects: the sender's, and that of the socket. */
public final class JdkAddresses extends Addresses {

	private final InetSocketAddress localAddress;

	private InetSocketAddress source;

	public JdkAddresses(InetSocketAddress source, InetSocketAddress localAddress) {
		this.source = source;
		this.localAddress = localAddress;
	}

	public void setSource(InetSocketAddress source) {
		this.source = source;
	}

	@Override
	public InetSocketAddress source() {
		return this.source;
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public int sourcePort() {
		return this.source.getPort();
	}

	@Override
	public long sourceHigh() {
		return high(this.source.getAddress());
	}

	@Override
	public long sourceLow() {
		return low(this.source.getAddress());
	}

	@Override
	protected JdkAddresses copy() {
		return new JdkAddresses(this.source, this.localAddress);
	}

	@Override
	protected void copyFrom(Addresses other) {
		this.source = other.source();
	}

}
