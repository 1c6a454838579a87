package io.uppercased;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** What clients of the service see. */
class UppercasedApplicationTests {

	@AutoClose
	private static final TestService SERVICE = TestService.startLibrary("--udp.address=::");

	static Stream<Arguments> clients() {
		BiFunction<String, Integer, UdpClient> unconnected = UdpClient::unconnected;
		BiFunction<String, Integer, UdpClient> connected = UdpClient::connected;
		return Stream.of(argumentSet("unconnected, IPv4", unconnected, "127.0.0.1"),
				argumentSet("connected, IPv4", connected, "127.0.0.1"),
				argumentSet("unconnected, IPv6", unconnected, "::1"), argumentSet("connected, IPv6", connected, "::1"));
	}

	@ParameterizedTest
	@MethodSource("clients")
	void answersConnectedAndUnconnectedClients(BiFunction<String, Integer, UdpClient> open, String host) {
		try (UdpClient client = open.apply(host, SERVICE.port())) {
			assertThat(client.exchange("hello")).isEqualTo("HELLO");
			assertThat(client.exchange("input lowercase sentence:\n")).isEqualTo("INPUT LOWERCASE SENTENCE:\n");
		}
	}

	@Test
	void answersAThousandMessagesOfMixedScripts() {
		String[] words = { "hello", "straße", "ŉ", "ὀδυσσεύς", "ΐ", "привет", "საქართველო", "և", "ﬓ", "𐐨𐑌𐐮", "🎉",
				" " };
		Random random = new Random(1);
		try (UdpClient client = client()) {
			for (int i = 0; i < 1000; i++) {
				String message = random.ints(random.nextInt(1, 20), 0, words.length)
					.mapToObj((word) -> words[word])
					.reduce("", String::concat);
				assertThat(client.exchange(message)).isEqualTo(message.toUpperCase(Locale.ROOT));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2048, 2049, 65_507 })
	void answersMessagesOfAnySizeWhole(int size) {
		byte[] message = new byte[size];
		Arrays.fill(message, (byte) 'a');
		byte[] expected = new byte[size];
		Arrays.fill(expected, (byte) 'A');
		try (UdpClient client = client()) {
			assertThat(client.exchange(message)).isEqualTo(expected);
		}
	}

	@Test
	void dropsWhatIsNotUtf8() {
		try (UdpClient client = client()) {
			client.send(new byte[] { 'a', (byte) 0xff });
			client.expectNoReplyBefore("next", "NEXT");
		}
	}

	@Test
	void dropsAReplyThatHasGrownTooLarge() {
		try (UdpClient client = client()) {
			client.send("ΐ".repeat(65_507 / 2));
			client.expectNoReplyBefore("next", "NEXT");
			assertThat(client.exchange("ΐ".repeat(10_917))).isEqualTo("ΐ".repeat(10_917).toUpperCase(Locale.ROOT));
		}
	}

	@Test
	void answersATextWithAnAcknowledgementHeaderLikeAnyOther() {
		try (UdpClient third = client(); UdpClient client = client()) {
			String message = "ip_ackTo=127.0.0.1:%d;id=1;hello".formatted(third.address().getPort());
			assertThat(client.exchange(message)).isEqualTo(message.toUpperCase(Locale.ROOT));
			third.expectNoReplyBefore("next", "NEXT");
		}
	}

	@Test
	void answersABurstInOrder() {
		try (UdpClient client = client()) {
			for (int i = 0; i < 500; i++) {
				client.send("message " + i);
			}
			for (int i = 0; i < 500; i++) {
				assertThat(client.receive()).isEqualTo(("MESSAGE " + i).getBytes(StandardCharsets.US_ASCII));
			}
		}
	}

	@Test
	void answersTheOtherDatagramsOfABurst() {
		try (UdpClient client = client()) {
			for (int i = 0; i < 10; i++) {
				client.send("before " + i);
				client.send(ByteBuffer.allocate(4).putInt(0xfffefdfc).array());
				client.send("ΐ".repeat(11_000));
			}
			for (int i = 0; i < 10; i++) {
				assertThat(client.receive()).isEqualTo(("BEFORE " + i).getBytes(StandardCharsets.US_ASCII));
			}
			client.expectNoReplyBefore("next", "NEXT");
		}
	}

	private UdpClient client() {
		return SERVICE.client();
	}

}
