package io.uppercased.udp.admission;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PortRangeTests {

	@Test
	void readsOnePortOrARange() {
		assertThat(PortRange.valueOf("53")).isEqualTo(new PortRange(53, 53));
		assertThat(PortRange.valueOf("0-1023")).isEqualTo(new PortRange(0, 1023));
		assertThat(PortRange.valueOf("1 - 65535")).isEqualTo(new PortRange(1, 65_535));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-", "x", "1-", "-1", "1-x", "2-1", "0-65536", "1-2-3", "+1", "1--2", "\u0661",
			"99999999999", "0x10", "1,2" })
	void refusesOtherText(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> PortRange.valueOf(text));
	}

}
