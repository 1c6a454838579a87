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
import java.util.stream.Stream;

import io.uppercased.testing.ClientRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/** The command-line client and a server that loses, doubles and delays datagrams. */
@Execution(ExecutionMode.CONCURRENT)
class UnreliableServerTests {

	private static final String LINES = IntStream.range(0, 30)
		.mapToObj((i) -> "line " + i + "\n")
		.collect(Collectors.joining());

	private static final ClientRun ALL_ANSWERED = new ClientRun(0, LINES.toUpperCase(Locale.ROOT), "");

	@Test
	void sendsALostDatagramAgain() throws IOException {
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
	void ignoresASecondAnswerToTheLineBefore() throws IOException {
		try (DatagramSocket server = serve((socket, text, client) -> {
			answer(socket, text, client);
			answer(socket, text, client);
		})) {
			assertThat(send(LINES, server)).isEqualTo(ALL_ANSWERED);
		}
	}

	@Test
	void ignoresALateAnswerToTheLineBefore() throws IOException {
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

	@Test
	void measuresAWholeOutageAtAFixedPace() throws IOException {
		try (DatagramSocket server = serve((socket, text, client) -> {
			int number = number(text);
			if (number < 30 || number >= 70) {
				send(socket, "10.1.2.3:" + (number % 2) + " server msg = " + text, client);
				answer(socket, text, client);
			}
		})) {
			assertThat(repeat(server, "--ports=4", "--repeat=100", "--timeout=500ms")).satisfies((run) -> {
				assertThat(run.exitCode()).isZero();
				assertThat(run.out()).startsWith("100 sent, 60 received, 40 lost (40.0%)\n")
					.contains("longest silence = 44.000 ms\nanswered by 10.1.2.3:0 (30), 10.1.2.3:1 (30)\n");
				assertThat(run.err()).isEqualTo("No answer from UDP port %d of 127.0.0.1; sent once (40 times)%n"
					.formatted(server.getLocalPort()));
			});
		}
	}

	@Test
	void countsALateAnswerAsALossAtAFixedPace() throws IOException {
		List<SocketAddress> first = new ArrayList<>();
		try (DatagramSocket server = serve((socket, text, client) -> {
			first.add(client);
			if (first.size() == 150) {
				answer(socket, "hello 0", first.getFirst());
			}
		})) {
			assertThat(repeat(server, "--ports=1", "--repeat=200", "--timeout=1ms").out())
				.isEqualTo("200 sent, 0 received, 200 lost (100.0%)\n");
			first.clear();
			assertThat(repeat(server, "--ports=0", "--repeat=200", "--timeout=1ms").out())
				.isEqualTo("200 sent, 0 received, 200 lost (100.0%)\n");
		}
	}

	@Test
	void countsTheLastAnswerAtAFixedPace() throws IOException {
		try (DatagramSocket server = serve((socket, text, client) -> answer(socket, text, client))) {
			for (int i = 0; i < 100; i++) {
				assertThat(repeat(server, "--ports=1", "--repeat=1").out())
					.startsWith("1 sent, 1 received, 0 lost (0.0%)\n");
			}
		}
	}

	@Test
	void reportsAnswersWithoutTheNumberAtAFixedPace() throws IOException {
		try (DatagramSocket server = serve((socket, text, client) -> answer(socket, "none", client))) {
			assertThat(repeat(server, "--ports=2", "--repeat=20", "--timeout=300ms").err()).isEqualTo(
					"The answers of UDP port %d of 127.0.0.1 do not end with the message's number, as --ports needs (20 times)%n"
						.formatted(server.getLocalPort()));
		}
	}

	@Test
	void oneAnswerWithoutTheNumberExplainsOnlyOneLoss() throws IOException {
		try (DatagramSocket server = serve((socket, text, client) -> {
			if (number(text) == 0) {
				answer(socket, "none", client);
			}
		})) {
			assertThat(repeat(server, "--ports=1", "--repeat=20", "--timeout=300ms").err())
				.contains("do not end with the message's number, as --ports needs (1 times)", "sent once (19 times)");
		}
	}

	private static int number(String text) {
		return Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
	}

	private static ClientRun repeat(DatagramSocket server, String... options) {
		return ClientRun.of("", server.getLocalPort(),
				Stream.concat(Stream.of(options), Stream.of("--interval=1ms", "hello")).toArray(String[]::new));
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
		send(socket, text.toUpperCase(Locale.ROOT), client);
	}

	private static void send(DatagramSocket socket, String text, SocketAddress client) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		socket.send(new DatagramPacket(bytes, bytes.length, client));
	}

	private interface Behaviour {

		void onMessage(DatagramSocket socket, String text, SocketAddress client) throws IOException;

	}

}
