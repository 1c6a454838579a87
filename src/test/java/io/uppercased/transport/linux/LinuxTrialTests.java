package io.uppercased.transport.linux;

import java.util.Objects;

import io.uppercased.testing.SeccompFilter;
import io.uppercased.transport.Obstacle;
import io.uppercased.transport.Obstacle.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the trial finds where the kernel refuses a call.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LinuxTrialTests {

	@Test
	void findsNothingInTheWayHere() {
		assertThat(LinuxTrial.run()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ SeccompFilter.SENDMMSG + ", sendmmsg: errno 1", SeccompFilter.RECVMMSG + ", recvmmsg: errno 1" })
	void findsACallThatIsDenied(int call, String message) {
		Obstacle obstacle = SeccompFilter.without(call, () -> Objects.requireNonNull(LinuxTrial.run()));
		assertThat(obstacle.kind()).isEqualTo(Kind.KERNEL);
		assertThat(obstacle.cause()).hasMessage(message);
	}

}
