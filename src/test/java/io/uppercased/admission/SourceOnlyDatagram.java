package io.uppercased.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import io.uppercased.transport.Datagram;

/**
 * A datagram with a sender and no payload.
 */
final class SourceOnlyDatagram extends Datagram {

	private final InetSocketAddress source;

	private final InetSocketAddress localAddress;

	SourceOnlyDatagram(String address, int port, int localPort) {
		super(ByteBuffer.allocate(0));
		received(memory());
		this.localAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), localPort);
		this.source = new InetSocketAddress(InetAddress.ofLiteral(address), port);
	}

	@Override
	public InetSocketAddress source() {
		return this.source;
	}

	@Override
	public int sourcePort() {
		return this.source.getPort();
	}

	@Override
	public int localPort() {
		return this.localAddress.getPort();
	}

	@Override
	public long sourceHighBits() {
		return mapped().getLong(0);
	}

	@Override
	public long sourceLowBits() {
		return mapped().getLong(8);
	}

	private ByteBuffer mapped() {
		byte[] address = this.source.getAddress().getAddress();
		ByteBuffer mapped = ByteBuffer.allocate(16);
		if (address.length == 4) {
			mapped.putShort(10, (short) 0xffff);
		}
		return mapped.put(16 - address.length, address);
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

}
