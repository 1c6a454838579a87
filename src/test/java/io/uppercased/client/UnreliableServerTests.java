package io.uppercased.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.uppercased.testing.ClientRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command-line client and servers that lose, double and delay: each line gets its own
 * answer.
 */
class UnreliableServerTests {

	private static final String LINES = IntStream.range(0, 100)
		.mapToObj((i) -> "line " + i + "\n")
		.collect(Collectors.joining());

	private static final ClientRun ALL_ANSWERED = new ClientRun(0, LINES.toUpperCase(Locale.ROOT), "");

	@Test
	void aLostDatagramIsSentAgain() throws IOException {
		List<String> received = new ArrayList<>();
		try (DatagramSocket server = serve((socket, text, client) -> {
			received.add(text);
			if (received.size() % 3 != 0) {
				answer(socket, text, client);
			}
		})) {
			assertThat(send(LINES, server)).isEqualTo(ALL_ANSWERED);
		}
	}

	@Test
	void aDoubledAnswerIsNotTakenForTheNext() throws IOException {
		try (DatagramSocket server = serve((socket, text, client) -> {
			answer(socket, text, client);
			answer(socket, text, client);
		})) {
			assertThat(send(LINES, server)).isEqualTo(ALL_ANSWERED);
		}
	}

	@Test
	void aLateAnswerIsNotTakenForTheNext() throws IOException {
		List<SocketAddress> firstTries = new ArrayList<>();
		try (DatagramSocket server = serve((socket, text, client) -> {
			if (firstTries.isEmpty()) {
				firstTries.add(client);
				return;
			}
			if (text.equals("two")) {
				answer(socket, "one", firstTries.getFirst());
			}
			answer(socket, text, client);
		})) {
			assertThat(send("one\ntwo\nthree\n", server)).isEqualTo(new ClientRun(0, "ONE\nTWO\nTHREE\n", ""));
		}
	}

	private static ClientRun send(String lines, DatagramSocket server) {
		return ClientRun.of(lines, server.getLocalPort(), "--timeout=20ms", "--retries=8");
	}

	private static DatagramSocket serve(Behaviour behaviour) throws IOException {
		DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
		Thread.ofVirtual().start(() -> {
			DatagramPacket request = new DatagramPacket(new byte[100], 100);
			try {
				while (true) {
					socket.receive(request);
					String text = new String(request.getData(), 0, request.getLength(), StandardCharsets.US_ASCII);
					behaviour.onMessage(socket, text, request.getSocketAddress());
				}
			}
			catch (IOException ex) {
				// The test is over and has closed the socket.
			}
		});
		return socket;
	}

	private static void answer(DatagramSocket socket, String text, SocketAddress client) throws IOException {
		byte[] answer = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
		socket.send(new DatagramPacket(answer, answer.length, client));
	}

	/**
	 * What a server does with a message.
	 */
	private interface Behaviour {

		void onMessage(DatagramSocket socket, String text, SocketAddress client) throws IOException;

	}

}
