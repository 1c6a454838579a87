package io.uppercased.udp.autoconfigure;

import io.uppercased.testing.LogCapture;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(LogCapture.class)
class MemoryNeedsTests {

	private static final String BURSTS = "'udp.listeners' * 'udp.burst-size' * 64 KiB = 64 * 1024 * 64 KiB takes 4096 MiB";

	private static final String WARNING = "A flood may end the process";

	private static final int MIB = 1 << 20;

	/** With the heap and the memory of the image. */
	private static final int HEAP = 48;

	private static final int IMAGE = 192;

	private final MemoryNeeds large = new MemoryNeeds(64, 1024, 0);

	@Test
	void areRefusedIfTheBurstsHaveNoRoom() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> this.large.checkBursts(4095))
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo(BURSTS + ", and this host, or the container's limit, has 4095 MiB. Lower one of the two."));
		this.large.checkBursts(4096);
	}

	@Test
	void countTheReceiveBuffersTwice(CapturedOutput output) {
		new MemoryNeeds(1, 64, 0).check(64L * MIB, HEAP, IMAGE);
		assertThat(output).contains(WARNING,
				"heap 48 MiB + rest of the JVM 64 MiB + bursts 4 MiB + receive buffers 128 MiB = 244 MiB",
				"has 192 MiB");
	}

	@Test
	void countEachListener(CapturedOutput output) {
		new MemoryNeeds(12, 64, 0).check(12L * 4 * MIB, HEAP, IMAGE);
		assertThat(output).contains("bursts 48 MiB + receive buffers 96 MiB = 256 MiB");
	}

	@Test
	void countTheLateRepliesOfATransformerThatWaits(CapturedOutput output) {
		new MemoryNeeds(17, 64, 16).check(0, HEAP, IMAGE);
		assertThat(output).contains("bursts 85 MiB + receive buffers 0 MiB = 197 MiB");
	}

	@Test
	void areNotMentionedIfThereIsEnough(CapturedOutput output) {
		new MemoryNeeds(6, 64, 0).check(6L * 4 * MIB, HEAP, IMAGE);
		new MemoryNeeds(1, 64, 16).check(4L * MIB, HEAP, 128);
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void areNamedWhenTheJvmHasLess() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new OpenFailures((settings) -> {
				throw new OutOfMemoryError("Cannot reserve");
			}, this.large).open(TestSettings.builder().build()))
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo(BURSTS + ", and this JVM got less: Cannot reserve. Lower one of the two."));
	}

}
