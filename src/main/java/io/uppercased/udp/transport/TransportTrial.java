package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a transport can open, receive and send here, by answering messages on
 * the loopback. A network that refuses or loses them says nothing about the transport.
 */
public final class TransportTrial {

	/** More than a datagram holds: refused before the network is involved. */
	private static final int TOO_LARGE = 0x10000;

	private TransportTrial() {
	}

	/**
	 * Tries a transport.
	 * @param transports opens the socket to try
	 * @return why the transport does not work here, or {@code null} if it may
	 */
	public static @Nullable String run(TransportFactory transports) {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		TransportSettings settings = new TransportSettings(loopback, 0, PortSharing.NONE, TOO_LARGE, 2, 1, true);
		try (UdpTransport transport = transports.open(settings);
				DatagramSocket client = new DatagramSocket(0, loopback)) {
			// Two, because their replies may be sent as one message.
			send(client, transport.localAddress());
			send(client, transport.localAddress());
			answer(transport.receive());
			return null;
		}
		catch (OpenFailedException ex) {
			// There is no loopback.
			return null;
		}
		catch (IOException ex) {
			return "a trial socket does not work, for example because a seccomp profile denies a call: " + ex;
		}
	}

	/**
	 * Sends a message, unless the network does not accept it.
	 * @throws IOException if the call is denied, whatever is sent
	 */
	private static void send(DatagramSocket client, InetSocketAddress target) throws IOException {
		IOException failure = failure(client, target, 1);
		if (failure != null) {
			IOException other = failure(client, target, TOO_LARGE);
			if (other != null && Objects.equals(failure.getMessage(), other.getMessage())) {
				throw failure;
			}
		}
	}

	private static @Nullable IOException failure(DatagramSocket client, InetSocketAddress target, int size) {
		try {
			client.send(new DatagramPacket(new byte[size], size, target));
			return null;
		}
		catch (IOException ex) {
			return ex;
		}
	}

	private static void answer(Burst burst) throws IOException {
		burst.forEachReceived((datagram) -> datagram.reply(datagram.message()));
		burst.send();
		for (Datagram datagram : burst) {
			if (datagram.dropReason() == DropReason.SEND_FAILED) {
				throw Objects.requireNonNullElseGet(burst.sendFailure(), () -> new IOException("a reply was not sent"));
			}
		}
	}

}
