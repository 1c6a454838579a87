package io.uppercased.transform;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the transformer against the JDK's own upper case. Runs on its corpus, or for
 * longer as CONTRIBUTING.md says.
 */
class UppercaseTransformerFuzzTests {

	private static final InetSocketAddress ANY = new InetSocketAddress(0);

	private final UppercaseTransformer transformer = new UppercaseTransformer(CodingErrorAction.REPORT);

	@FuzzTest(maxDuration = "10m")
	void uppercasesWhatIsUtf8AndNothingElse(byte[] message) {
		assertThat(transform(message.clone())).isEqualTo(expected(message));
	}

	private @Nullable String transform(byte[] message) {
		try {
			ByteBuffer reply = this.transformer.transform(ByteBuffer.wrap(message), ANY);
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
