package io.uppercased.udp.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.JdkAddresses;
import org.jspecify.annotations.Nullable;

/** A datagram without a socket. */
public final class TestDatagram extends Datagram {

	/** Creates a datagram of one byte. */
	public TestDatagram(String address, int port, int localPort) {
		this(new InetSocketAddress(InetAddress.ofLiteral(address), port), localPort, new byte[1]);
	}

	/** Creates a datagram of a client on this machine. */
	public TestDatagram(byte[] message) {
		this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000), 12_000, message);
	}

	private TestDatagram(InetSocketAddress source, int localPort, byte[] message) {
		super(ByteBuffer.allocate(MAX_PAYLOAD),
				new JdkAddresses(source, new InetSocketAddress(InetAddress.getLoopbackAddress(), localPort)));
		memory().put(message);
		received(message.length, message.length);
	}

	/** Returns a burst of datagrams. */
	public static Burst burst(TestDatagram... datagrams) {
		return new TestBurst(List.of(datagrams));
	}

	/** Ends this datagram as sent, with a reply. */
	public TestDatagram answered() {
		reply(message());
		sent(0);
		return this;
	}

	/** Returns the reply as text. */
	public String replyText() {
		return StandardCharsets.UTF_8.decode(reply().duplicate()).toString();
	}

	private static final class TestBurst extends Burst {

		private TestBurst(List<TestDatagram> datagrams) {
			super(datagrams);
			received(datagrams.size(), System.nanoTime());
		}

		@Override
		public void send() {
		}

		@Override
		public @Nullable IOException sendFailure() {
			return null;
		}

	}

}
