package io.uppercased.udp.transport.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.JdkAddresses;

/** A datagram that is received and sent by a channel. */
final class NioDatagram extends Datagram {

	private final JdkAddresses channelAddresses;

	NioDatagram(ByteBuffer memory, JdkAddresses addresses) {
		super(memory, addresses);
		this.channelAddresses = addresses;
	}

	/** Receives the next queued datagram whole, and returns whether there was one. */
	boolean receive(DatagramChannel channel, int maxPayload) throws IOException {
		ByteBuffer message = memory();
		InetSocketAddress source = (InetSocketAddress) channel.receive(message);
		if (source == null) {
			return false;
		}
		this.channelAddresses.setSource(source);
		received(message.position(), message.position());
		if (receivedBytes() > maxPayload) {
			drop(DropReason.OVERSIZE);
		}
		return true;
	}

	/** Sends the reply, and returns whether the socket had room for it. */
	boolean send(DatagramChannel channel) throws IOException {
		int bytes = reply().remaining();
		if (channel.send(reply(), this.channelAddresses.source()) < bytes) {
			return false;
		}
		sent(bytes);
		return true;
	}

}
