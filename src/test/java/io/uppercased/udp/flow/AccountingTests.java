package io.uppercased.udp.flow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Random datagrams: each is answered as it should be or dropped for the right reason, and
 * the counters say so.
 */
@Execution(ExecutionMode.CONCURRENT)
class AccountingTests {

	private static final int DATAGRAMS = 5000;

	private static final int WINDOW = 64;

	private static final byte[] GROWS_TOO_LARGE = "ΐ".repeat(25_000).getBytes(StandardCharsets.UTF_8);

	private final Random random = new Random(42);

	private int answered;

	private int malformed;

	private int tooLarge;

	private int oversize;

	@Test
	void accountsForEachOfManyRandomDatagrams() {
		try (TestService service = TestService.startLibrary("--udp.address=::", "--udp.max-payload=60000B");
				UdpClient third = service.client();
				UdpClient client = service.client()) {
			for (int sent = 0; sent < DATAGRAMS; sent += WINDOW) {
				byte[][] messages = new byte[WINDOW][];
				for (int i = 0; i < WINDOW; i++) {
					messages[i] = randomMessage(third.address().getPort());
					client.send(messages[i]);
				}
				for (byte[] message : messages) {
					byte[] expected = expectedReply(message);
					if (expected != null) {
						assertThat(client.receive()).isEqualTo(expected);
					}
				}
			}
			client.expectNoReplyBefore("next", "NEXT");
			assertThat(third.receive(Duration.ofMillis(1))).isNull();
			this.answered++;
			assertAccountedFor(service);
		}
	}

	private void assertAccountedFor(TestService service) {
		assertThat(this.malformed).isGreaterThan(200);
		assertThat(this.tooLarge).isPositive();
		assertThat(this.oversize).isPositive();
		await().untilAsserted(() -> {
			assertThat(service.sent()).isEqualTo(this.answered);
			assertThat(service.dropped("malformed")).isEqualTo(this.malformed);
			assertThat(service.dropped("reply_too_large")).isEqualTo(this.tooLarge);
			assertThat(service.dropped("oversize")).isEqualTo(this.oversize);
			assertThat(service.received()).isEqualTo(this.answered + this.malformed + this.tooLarge + this.oversize)
				.isEqualTo(service.sent() + service.allDropped());
		});
	}

	private byte[] randomMessage(int thirdPort) {
		return switch (this.random.nextInt(20)) {
			case 0, 1 -> randomBytes(this.random.nextInt(100));
			case 2, 3 -> randomText(this.random.nextInt(300), Character.MAX_CODE_POINT);
			case 4 -> ("ip_ackTo=127.0.0.1:" + thirdPort + ";id=x;hello").getBytes(StandardCharsets.US_ASCII);
			case 5 -> truncated(randomText(1 + this.random.nextInt(20), Character.MAX_CODE_POINT));
			case 6 -> switch (this.random.nextInt(50)) {
				case 0 -> GROWS_TOO_LARGE;
				case 1 -> new byte[60_001 + this.random.nextInt(5000)];
				default -> new byte[0];
			};
			default -> randomText(this.random.nextInt(200), 0x7f);
		};
	}

	private byte[] randomBytes(int size) {
		byte[] bytes = new byte[size];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private byte[] randomText(int length, int maxCodePoint) {
		return this.random.ints(length, 0, maxCodePoint + 1)
			.filter((codePoint) -> Character.getType(codePoint) != Character.SURROGATE)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString()
			.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] truncated(byte[] bytes) {
		return ByteBuffer.allocate(Math.max(0, bytes.length - 1)).put(bytes, 0, Math.max(0, bytes.length - 1)).array();
	}

	private byte @Nullable [] expectedReply(byte[] message) {
		if (message.length > 60_000) {
			this.oversize++;
			return null;
		}
		if (Arrays.equals(message, GROWS_TOO_LARGE)) {
			this.tooLarge++;
			return null;
		}
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
			this.answered++;
			return text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
		}
		catch (CharacterCodingException ex) {
			this.malformed++;
			return null;
		}
	}

}
