package io.uppercased.udp.flow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.uppercased.testing.ReadsLog;
import io.uppercased.udp.testing.TestDatagram;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.InvalidMessageException;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transform.TextTransformer;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

@ReadsLog
class TransformationTests {

	private static final byte[] NOT_UTF8 = { 'a', (byte) 0xff, 'b' };

	@Test
	void aTextTransformerCanBeAMethodReference() {
		TextTransformer lower = (text) -> text.toLowerCase(Locale.ROOT);
		assertThat(replyTo(lower, false, "STRASSE Ὀδυσσεύς")).isEqualTo("strasse ὀδυσσεύς");
		assertThat(replyTo(lower, false, "")).isEmpty();
		assertThat(replyTo(lower, false, "\uFFFD")).isEqualTo("\uFFFD");
	}

	@Test
	void aTextTransformerGetsOnlyUtf8() {
		TestDatagram datagram = new TestDatagram(NOT_UTF8);
		new Transformation((TextTransformer) String::strip, false).accept(TestDatagram.burst(datagram));
		assertThat(datagram.dropReason()).isEqualTo(DropReason.MALFORMED);
	}

	@Test
	void whatIsNotUtf8CanBeReplacedForAnyTransformer() {
		TestDatagram datagram = new TestDatagram(NOT_UTF8);
		PayloadTransformer reading = (message, exchange) -> ByteBuffer
			.wrap(StandardCharsets.UTF_8.newDecoder().decode(message).toString().getBytes(StandardCharsets.UTF_8));
		new Transformation(reading, true).accept(TestDatagram.burst(datagram));
		assertThat(datagram.replyText()).isEqualTo("a\uFFFDb");
	}

	@Test
	void noReplyIsNotADrop() {
		TestDatagram unanswered = new TestDatagram("no".getBytes(StandardCharsets.UTF_8));
		TestDatagram answered = new TestDatagram("yes".getBytes(StandardCharsets.UTF_8));
		TextTransformer choosy = (text) -> text.equals("no") ? null : text;
		new Transformation(choosy, false).accept(TestDatagram.burst(unanswered, answered));
		assertThat(unanswered.state()).isEqualTo(Datagram.State.UNANSWERED);
		assertThat(unanswered.dropReason()).isNull();
		assertThat(answered.replyText()).isEqualTo("yes");
	}

	@Test
	void anExceptionIsLoggedWithItsCauseAtMostOncePerInterval(CapturedOutput output) {
		PayloadTransformer failing = (message, exchange) -> {
			throw new IOException("thrown by a test");
		};
		TestDatagram[] datagrams = Stream.generate(() -> new TestDatagram(new byte[0]))
			.limit(10)
			.toArray(TestDatagram[]::new);
		new Transformation(failing, false).accept(TestDatagram.burst(datagrams));
		assertThat(datagrams).extracting(Datagram::dropReason).containsOnly(DropReason.TRANSFORM_FAILED);
		assertThat(output.getOut()).contains("The transformer failed")
			.containsOnlyOnce("java.io.IOException: thrown by a test");
	}

	@Test
	void aTransformerThatCastsItsExchangeFailsForThatMessageOnly() {
		PayloadTransformer casting = (message, exchange) -> {
			if (message.hasRemaining()) {
				((Datagram) exchange).drop(DropReason.MALFORMED);
			}
			return message;
		};
		TestDatagram dropped = new TestDatagram(new byte[1]);
		TestDatagram next = new TestDatagram(new byte[0]);
		new Transformation(casting, false).accept(TestDatagram.burst(dropped, next));
		assertThat(dropped.state()).isEqualTo(Datagram.State.DROPPED);
		assertThat(next.state()).isEqualTo(Datagram.State.REPLIED);
	}

	@Test
	void anInvalidMessageIsTheFaultOfItsSender(CapturedOutput output) {
		TestDatagram datagram = new TestDatagram(new byte[1]);
		new Transformation((message, exchange) -> {
			throw new InvalidMessageException("one byte is not enough");
		}, true).accept(TestDatagram.burst(datagram));
		assertThat(datagram.dropReason()).isEqualTo(DropReason.MALFORMED);
		assertThat(output).doesNotContain("one byte is not enough");
	}

	private static String replyTo(PayloadTransformer transformer, boolean replaceMalformed, String message) {
		TestDatagram datagram = new TestDatagram(message.getBytes(StandardCharsets.UTF_8));
		new Transformation(transformer, replaceMalformed).accept(TestDatagram.burst(datagram));
		return datagram.replyText();
	}

}
