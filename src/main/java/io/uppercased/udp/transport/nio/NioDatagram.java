package io.uppercased.udp.transport.nio;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transport.AddressBits;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;

/** A datagram whose addresses are JDK objects. */
final class NioDatagram extends Datagram {

	private final InetSocketAddress localAddress;

	private InetSocketAddress source;

	NioDatagram(ByteBuffer memory, InetSocketAddress localAddress) {
		super(memory);
		this.localAddress = localAddress;
		this.source = localAddress;
	}

	/** Receives the next queued datagram whole, and returns whether there was one. */
	boolean receive(DatagramChannel channel, int maxPayload) throws IOException {
		ByteBuffer message = memory();
		InetSocketAddress source = (InetSocketAddress) channel.receive(message);
		if (source == null) {
			return false;
		}
		this.source = source;
		received(message.position(), message.position());
		if (receivedBytes() > maxPayload) {
			drop(DropReason.OVERSIZE);
		}
		return true;
	}

	@Override
	protected Exchange copyAddresses() {
		return new Addresses(this.source, this.localAddress);
	}

	@Override
	protected void restoreAddresses(Exchange addresses) {
		this.source = addresses.source();
	}

	/** Sends the reply, and returns whether the socket had room for it. */
	boolean send(DatagramChannel channel) throws IOException {
		int bytes = reply().remaining();
		if (channel.send(reply(), this.source) < bytes) {
			return false;
		}
		sent(bytes);
		return true;
	}

	@Override
	public int sourcePort() {
		return this.source.getPort();
	}

	@Override
	public long sourceHighBits() {
		byte[] address = this.source.getAddress().getAddress();
		return (address.length == Long.BYTES * 2) ? ByteBuffer.wrap(address).getLong(0) : 0;
	}

	@Override
	public long sourceLowBits() {
		ByteBuffer address = ByteBuffer.wrap(this.source.getAddress().getAddress());
		return (this.source.getAddress() instanceof Inet4Address) ? AddressBits.mapped(address.getInt(0))
				: address.getLong(Long.BYTES);
	}

	@Override
	public InetSocketAddress source() {
		return this.source;
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	private record Addresses(InetSocketAddress source, InetSocketAddress localAddress) implements Exchange {
	}

}
