package io.uppercased.udp.systemd;

import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class InheritedSocketsTests {

	@Test
	void areAsManyAsSystemdSays() {
		assertThat(Objects.requireNonNull(InheritedSockets.find(Map.of("LISTEN_FDS", "3", "LISTEN_PID", "17"), 17))
			.count(1)).isEqualTo(3);
	}

	@Test
	void areNoneIfSystemdSaysNothing(CapturedOutput output) {
		assertThat(InheritedSockets.find(Map.of(), 17)).isNull();
		assertThat(InheritedSockets.find(Map.of("LISTEN_FDS", "0", "LISTEN_PID", "17"), 17)).isNull();
		assertThat(InheritedSockets.find(Map.of("LISTEN_FDS", "1"), 17)).isNull();
		assertThat(output).isEmpty();
	}

	@Test
	void areNoneIfTheyAreForAnotherProcess(CapturedOutput output) {
		assertThat(InheritedSockets.find(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "16"), 17)).isNull();
		assertThat(output).contains("for process 16, and this is process 17", "by 'exec'");
	}

}
