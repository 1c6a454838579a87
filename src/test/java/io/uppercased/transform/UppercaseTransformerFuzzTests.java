package io.uppercased.transform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.uppercased.testing.TestExchange;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the transformer against the JDK's own upper case. Runs on its corpus, or for
 * longer as CONTRIBUTING.md says.
 */
class UppercaseTransformerFuzzTests {

	private final UppercaseTransformer rejecting = new UppercaseTransformer(CodingErrorAction.REPORT);

	private final UppercaseTransformer replacing = new UppercaseTransformer(CodingErrorAction.REPLACE);

	@FuzzTest(maxDuration = "10m")
	void uppercasesWhatIsUtf8AndRejectsOrReplacesTheRest(byte[] message) {
		assertThat(transform(this.rejecting, message.clone())).isEqualTo(expected(message));
		assertThat(transform(this.replacing, message.clone()))
			.isEqualTo(new String(message, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT));
	}

	private static @Nullable String transform(UppercaseTransformer transformer, byte[] message) {
		try {
			ByteBuffer reply = transformer.transform(ByteBuffer.wrap(message), TestExchange.ANY);
			return StandardCharsets.UTF_8.newDecoder().decode(reply).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
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
