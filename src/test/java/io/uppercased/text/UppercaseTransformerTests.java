package io.uppercased.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.uppercased.udp.testing.TestExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Execution(ExecutionMode.CONCURRENT)
class UppercaseTransformerTests {

	private final UppercaseTransformer transformer = new UppercaseTransformer();

	@Test
	void uppercasesEachAsciiCharacterAtEachPlaceInEachLength() throws CharacterCodingException {
		for (int length = 1; length <= 20; length++) {
			for (int place = 0; place < length; place++) {
				for (char character = 0; character < 0x80; character++) {
					String text = "m".repeat(place) + character + "m".repeat(length - place - 1);
					assertThat(uppercase(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
				}
			}
		}
	}

	@Test
	void uppercasesAsciiInPlace() throws CharacterCodingException {
		ByteBuffer message = buffer("hello, world");
		assertThat(this.transformer.transform(message, TestExchange.ANY)).isSameAs(message);
	}

	@Test
	void uppercasesOnlyFromPositionToLimit() throws CharacterCodingException {
		ByteBuffer message = buffer("abcdefghijklmnopqrstuvwxyz").position(3).limit(24);
		this.transformer.transform(message, TestExchange.ANY);
		assertThat(text(message.clear())).isEqualTo("abcDEFGHIJKLMNOPQRSTUVWXyz");
	}

	@Test
	void uppercasesEveryCodePoint() throws CharacterCodingException {
		for (int first = 0; first <= Character.MAX_CODE_POINT; first += 0x100) {
			if (Character.getType(first) != Character.SURROGATE) {
				String text = IntStream.range(first, first + 0x100)
					.mapToObj(Character::toString)
					.collect(Collectors.joining());
				assertThat(uppercase(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
			}
		}
	}

	@Test
	void uppercasesLongTexts() throws CharacterCodingException {
		String letters = "aßŉ𐐨ΐé🎉";
		for (int offset = 0; offset < 8; offset++) {
			String text = "x".repeat(offset) + letters.repeat(100);
			assertThat(uppercase(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
		}
	}

	@Test
	@Timeout(20)
	void uppercasesManyLettersThatBecomeSeveralInShortTime() throws CharacterCodingException {
		String text = "ΐ".repeat(65_507 / 2);
		for (int i = 0; i < 20; i++) {
			assertThat(uppercase(text)).hasSize(3 * text.length());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "straße", "ŉ", "ΐ", "ὀδυσσεύς", "привет", "საქართველო", "և ﬓ", "𐐨𐑌",
			"ascii first, then ß", "naïve 🎉 mixed", "e\u0301", "\uFFFD" })
	void uppercasesByTheFullUnicodeMapping(String text) throws CharacterCodingException {
		assertThat(uppercase(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "FF", "80", "C3", "C328", "E28228", "F0288CBC", "C0AF", "EDA080", "F4908080", "6162FF6364",
			"6162636465666768FF" })
	void rejectsBytesThatAreNotUtf8(String hex) {
		assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(
				() -> this.transformer.transform(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), TestExchange.ANY));
	}

	private String uppercase(String text) throws CharacterCodingException {
		return text(this.transformer.transform(buffer(text), TestExchange.ANY));
	}

	private static ByteBuffer buffer(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(ByteBuffer buffer) {
		return StandardCharsets.UTF_8.decode(buffer).toString();
	}

}
