package io.uppercased.client;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalTests {

	@Test
	void leavesTextAsItIs() {
		assertThat(show("STRASSE\tὈΔΥΣΣΕΎΣ\n\u00a0\ufffd😀")).isEqualTo("STRASSE\tὈΔΥΣΣΕΎΣ\n\u00a0\ufffd😀");
		assertThat(show("")).isEmpty();
	}

	@Test
	void escapesControlCharacters() {
		assertThat(show("\u001b]0;title\u0007\r")).isEqualTo("\\u001b]0;title\\u0007\\u000d");
		assertThat(show("\u007f\u0080\u009b2J\u009f")).isEqualTo("\\u007f\\u0080\\u009b2J\\u009f");
	}

	@Test
	void escapesEachControlCharacter() {
		String all = IntStream.range(0, 0xa0).mapToObj(Character::toString).collect(Collectors.joining());
		assertThat(show(all).chars().filter(Character::isISOControl)).containsExactly(0x09, 0x0a);
	}

	@Test
	void escapesBytesThatAreNotUtf8() {
		assertThat(show('a', 0x9b, '2', 'J', 0xc2, 0x1b, 0xe2, 0x82)).isEqualTo("a\\x9b2J\\xc2\\u001b\\xe2\\x82");
	}

	private static String show(String reply) {
		return Terminal.escape(new String(reply.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
	}

	private static String show(int... reply) {
		return Terminal.escape(new String(reply, 0, reply.length));
	}

}
