package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Datagram.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network that transmits more slowly than replies are sent. Skipped for users who may
 * not create a network namespace.
 */
@Tag("process")
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
class SendBufferTests {

	/** Their replies exceed the kernel's default send buffer of 208 KiB. */
	private static final List<String> MESSAGES = IntStream.range(100, 140)
		.mapToObj((number) -> number + "x".repeat(5000))
		.toList();

	private final TransportFactory transports;

	SendBufferTests(TransportFactory transports) {
		this.transports = transports;
	}

	@Test
	void waitsForRoomInTheSendBuffer() {
		NetworkNamespace.run((network) -> {
			try (UdpTransport transport = open(); UdpClient client = clientOf(transport)) {
				MESSAGES.forEach(client::send);
				network.slowDown("100mbit");
				assertThat(answerAll(transport)).containsOnlyNulls();
				assertThat(replies(client, MESSAGES.size())).isEqualTo(MESSAGES);
			}
		});
	}

	@Test
	void dropsRepliesThatFindNoRoomInTimeAndContinues() {
		NetworkNamespace.run((network) -> {
			try (UdpTransport transport = open(); UdpClient client = clientOf(transport)) {
				MESSAGES.forEach(client::send);
				network.slowDown("8kbit");
				List<DropReason> reasons = answerAll(transport);
				int sent = reasons.indexOf(DropReason.SEND_FAILED);
				assertThat(sent).isPositive();
				assertThat(reasons.subList(sent, reasons.size())).containsOnly(DropReason.SEND_FAILED);
				network.slowDown("1gbit");
				client.send("after");
				assertThat(replies(client, sent)).isEqualTo(MESSAGES.subList(0, sent));
				Echo.answer(transport.receive());
				assertThat(replies(client, 1)).containsExactly("after");
			}
		});
	}

	private UdpTransport open() throws IOException {
		return this.transports.open(TestSettings.builder()
			.address(InetAddress.ofLiteral("127.0.0.1"))
			.receiveBuffer(1 << 20)
			.burstSize(8)
			.build());
	}

	private static UdpClient clientOf(UdpTransport transport) {
		return UdpClient.connected("127.0.0.1", transport.localAddress().getPort());
	}

	/**
	 * Answers all messages.
	 * @return for each why it was dropped, or {@code null}
	 */
	@SuppressWarnings("NullAway")
	private static List<DropReason> answerAll(UdpTransport transport) throws IOException {
		List<DropReason> reasons = new ArrayList<>();
		while (reasons.size() < MESSAGES.size()) {
			Burst burst = transport.receive();
			Echo.answer(burst);
			assertThat(burst).isNotEmpty()
				.allMatch((datagram) -> datagram.state() == State.SENT || datagram.state() == State.DROPPED);
			burst.forEach((datagram) -> reasons.add(datagram.dropReason()));
		}
		return reasons;
	}

	private static List<String> replies(UdpClient client, int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new String(client.receive(), StandardCharsets.US_ASCII))
			.toList();
	}

}
