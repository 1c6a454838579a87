package io.uppercased.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The shortest server of the JDK that can wait: one thread that receives, and a virtual
 * thread for each datagram.
 */
final class JdkServer {

	private JdkServer() {
	}

	public static void main(String[] args) throws IOException {
		DatagramSocket socket = new DatagramSocket(Integer.parseInt(args[0]));
		socket.setReceiveBufferSize(4 << 20);
		while (true) {
			DatagramPacket request = new DatagramPacket(new byte[2048], 2048);
			socket.receive(request);
			Thread.startVirtualThread(() -> answer(socket, request));
		}
	}

	private static void answer(DatagramSocket socket, DatagramPacket request) {
		try {
			Backend.ask(request.getData()[0]);
			String text = new String(request.getData(), 0, request.getLength(), StandardCharsets.UTF_8);
			byte[] reply = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
			socket.send(new DatagramPacket(reply, reply.length, request.getSocketAddress()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
