package io.uppercased.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.uppercased.udp.flow.Transformation;
import io.uppercased.udp.testing.TestDatagram;
import io.uppercased.udp.transport.Datagram.State;
import io.uppercased.udp.transport.DropReason;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the transformer with the upper case of the JDK. Runs on its corpus, or for
 * longer as CONTRIBUTING.md says.
 */
class UppercaseTransformerFuzzTests {

	private final Transformation rejecting = new Transformation(new UppercaseTransformer(), false);

	private final Transformation replacing = new Transformation(new UppercaseTransformer(), true);

	@FuzzTest(maxDuration = "10m")
	void uppercasesWhatIsUtf8AndRejectsOrReplacesTheRest(byte[] message) {
		assertThat(transform(this.rejecting, message)).isEqualTo(expected(message));
		assertThat(transform(this.replacing, message))
			.isEqualTo(new String(message, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT));
	}

	private static @Nullable String transform(Transformation transformation, byte[] message) {
		TestDatagram datagram = new TestDatagram(message);
		transformation.accept(TestDatagram.burst(datagram));
		if (datagram.state() == State.REPLIED) {
			return datagram.replyText();
		}
		assertThat(datagram.dropReason()).isEqualTo(DropReason.MALFORMED);
		return null;
	}

	private static @Nullable String expected(byte[] message) {
		try {
			return StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(message))
				.toString()
				.toUpperCase(Locale.ROOT);
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

}
