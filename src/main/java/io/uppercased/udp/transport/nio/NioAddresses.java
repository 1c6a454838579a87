package io.uppercased.udp.transport.nio;

import java.net.InetSocketAddress;

import io.uppercased.udp.transport.Addresses;

/** Addresses that are JDK objects: the sender's, and that of the socket. */
final class NioAddresses extends Addresses {

	private final InetSocketAddress localAddress;

	private InetSocketAddress source;

	NioAddresses(InetSocketAddress source, InetSocketAddress localAddress) {
		this.source = source;
		this.localAddress = localAddress;
	}

	void setSource(InetSocketAddress source) {
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
	protected NioAddresses copy() {
		return new NioAddresses(this.source, this.localAddress);
	}

	@Override
	protected void copyFrom(Addresses other) {
		this.source = other.source();
	}

}
