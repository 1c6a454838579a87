package io.uppercased.udp.autoconfigure;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.TestSettings;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ReadsLog
class MemoryNeedsTests {

	private static final String BURSTS = "'udp.listeners' * 'udp.burst-size' * 64 KiB = 64 * 1024 * 64 KiB needs 4096 MiB";

	private static final String WARNING = "A flood may end the process";

	private static final long MIB = 1 << 20;

	/** With the heap and the memory of the image. */
	private static final long HEAP = 48 * MIB;

	private static final int IMAGE = 192;

	@Test
	void refuseBurstsThatDoNotFit() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new MemoryNeeds(64, 1024, 0, 4095).checkBursts())
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo(BURSTS + ", and this host, or the container's limit, has 4095 MiB. Lower one of the two."));
		new MemoryNeeds(64, 1024, 0, 4096).checkBursts();
	}

	@Test
	void countTheReceiveBuffersTwice(CapturedOutput output) {
		new MemoryNeeds(1, 64, 0, IMAGE).check(64 * MIB, HEAP);
		assertThat(output).contains(WARNING,
				"heap 48 MiB + rest of the JVM 64 MiB + bursts 4 MiB + receive buffers 128 MiB = 244 MiB",
				"has 192 MiB");
	}

	@Test
	void countEachListener(CapturedOutput output) {
		new MemoryNeeds(12, 64, 0, IMAGE).check(12 * 4 * MIB, HEAP);
		assertThat(output).contains("bursts 48 MiB + receive buffers 96 MiB = 256 MiB");
	}

	@Test
	void countTheLateRepliesOfAWaitingTransformer(CapturedOutput output) {
		new MemoryNeeds(17, 64, 16, IMAGE).check(0, HEAP);
		assertThat(output).contains("bursts 85 MiB + receive buffers 0 MiB = 197 MiB");
	}

	@Test
	void warnOfNothingIfThereIsEnough(CapturedOutput output) {
		new MemoryNeeds(6, 64, 0, IMAGE).check(6 * 4 * MIB, HEAP);
		new MemoryNeeds(1, 64, 16, 128).check(4 * MIB, HEAP);
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void areNamedIfTheJvmCannotAllocateThem() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new AnalyzingTransportFactory((settings) -> {
				throw new OutOfMemoryError("Cannot reserve");
			}, new MemoryNeeds(64, 1024, 0, IMAGE)).open(TestSettings.builder().build()))
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo(BURSTS + ", and this JVM cannot allocate it: Cannot reserve. Lower one of the two."));
	}

}
