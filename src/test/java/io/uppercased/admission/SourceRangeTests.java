package io.uppercased.admission;

import io.uppercased.testing.TestDatagram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SourceRangeTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.255.255", "10.0.0.0/8, 10.0.0.0", "10.1.2.3/8, 10.9.9.9", "10.0.0.1, 10.0.0.1",
			"0.0.0.0/0, 203.0.113.9", "::ffff:10.0.0.0/104, 10.1.2.3", "2001:db8::/32, 2001:db8:ffff::1", "::1, ::1",
			"2001:db8::/127, 2001:db8::1", "::/0, 2001:db8::1", "fe80::/64, fe80::1" })
	void holds(String range, String address) {
		assertThat(contains(range, address)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 11.0.0.0", "10.0.0.0/8, 9.255.255.255", "10.0.0.1, 10.0.0.2", "0.0.0.0/0, 2001:db8::1",
			"::/0, 10.0.0.1", "2001:db8::/32, 2001:db9::", "2001:db8::/127, 2001:db8::2", "::1, ::2",
			"10.0.0.0/8, ::10.0.0.1" })
	void doesNotHold(String range, String address) {
		assertThat(contains(range, address)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "localhost", "10.0.0.0/33", "::/129", "10.0.0", "10", "10.0.0.0/-1", "1-2.0.0.1",
			"10.*.0.1", "0x0a000001", "10.0.0.1/x", "300.0.0.1" })
	void refusesOtherText(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SourceRange.valueOf(text)).withMessageContaining(text);
	}

	private static boolean contains(String range, String address) {
		TestDatagram datagram = new TestDatagram(address, 40_000, 12_000);
		return SourceRange.valueOf(range).contains(datagram.sourceHighBits(), datagram.sourceLowBits());
	}

}
