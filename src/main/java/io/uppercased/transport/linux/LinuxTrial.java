package io.uppercased.transport.linux;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Set;

import io.uppercased.transport.Datagram;
import io.uppercased.transport.Datagram.State;
import io.uppercased.transport.Obstacle;
import io.uppercased.transport.Obstacle.Kind;
import io.uppercased.transport.TransportSettings;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the linux transport can open, receive and send here, by doing so.
 */
public final class LinuxTrial {

	private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

	private LinuxTrial() {
	}

	/**
	 * Makes the trial.
	 * @return what is in the way, or {@code null} if the transport works here
	 */
	public static @Nullable Obstacle run() {
		if (!System.getProperty("os.name").equals("Linux") || !ARCHITECTURES.contains(System.getProperty("os.arch"))) {
			return new Obstacle(Kind.PLATFORM, null);
		}
		try {
			answerTwoMessages();
			return null;
		}
		catch (ExceptionInInitializerError ex) {
			boolean denied = ex.getCause() instanceof IllegalCallerException;
			return new Obstacle(denied ? Kind.NATIVE_ACCESS : Kind.LIBRARY, ex.getCause());
		}
		catch (LinkageError ex) {
			return new Obstacle(Kind.LIBRARY, ex);
		}
		catch (IOException ex) {
			return new Obstacle(Kind.KERNEL, ex);
		}
	}

	// Two replies, for they go out as one message.
	private static void answerTwoMessages() throws IOException {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		TransportSettings settings = TransportSettings.builder().address(loopback).burstSize(2).maxPayload(1).build();
		try (LinuxTransport transport = LinuxTransport.open(settings);
				DatagramSocket client = new DatagramSocket(0, loopback)) {
			for (int i = 0; i < 2; i++) {
				client.send(new DatagramPacket(new byte[1], 1, transport.localAddress()));
			}
			LinuxBurst burst = transport.receive();
			if (burst.size() == 0) {
				throw new IOException("messages of the trial did not arrive");
			}
			for (Datagram datagram : burst) {
				datagram.reply(datagram.message());
			}
			burst.send();
			for (Datagram datagram : burst) {
				if (datagram.state() != State.SENT) {
					throw new IOException("sendmmsg: errno " + burst.sendError());
				}
			}
		}
	}

}
