package io.uppercased.udp.autoconfigure;

import io.uppercased.testing.LogCapture;
import io.uppercased.udp.transport.TransportSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(LogCapture.class)
class BurstMemoryTests {

	private static final String SUM = "'udp.listeners' * 'udp.burst-size' * 64 KiB = 64 * 1024 * 64 KiB takes 4096 MiB";

	private final BurstMemory memory = new BurstMemory(64, 1024);

	@Test
	void isRefusedIfThereIsLess() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> this.memory.check(4095, 1))
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo(SUM + ", and this host, or the container's limit, has 4095 MiB. Lower one of the two."));
	}

	@Test
	void isWarnedOfIfTheHeapMayNeedTheRest(CapturedOutput output) {
		this.memory.check(4097, 2);
		assertThat(output).contains(SUM, "a heap of up to 2 MiB", "exceed the 4097 MiB");
	}

	@Test
	void isNotSpokenOfIfThereIsEnough(CapturedOutput output) {
		this.memory.check(4098, 2);
		new BurstMemory(1, 64).check();
		assertThat(output).isEmpty();
	}

	@Test
	void isNamedWhenTheJvmHasNone() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new OpenFailures((settings) -> {
				throw new OutOfMemoryError("Cannot reserve");
			}, this.memory).open(TransportSettings.builder().build()))
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo(SUM + ", and this JVM got less: Cannot reserve. Lower one of the two."));
	}

}
