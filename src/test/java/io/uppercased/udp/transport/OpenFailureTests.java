package io.uppercased.udp.transport;

import java.io.File;
import java.net.InetAddress;
import java.util.Objects;

import io.uppercased.udp.testing.SeccompFilter;
import io.uppercased.udp.testing.SeccompFilter.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@Isolated("counts descriptors")
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
class OpenFailureTests extends TransportContract {

	@Test
	void leavesNoDescriptorOpenWhenItCannotBeOpened() {
		int attempts = 20;
		long before = descriptors();
		for (int i = 0; i < attempts; i++) {
			SeccompFilter.without(Call.SOCKET, 1, () -> {
				assertThatIOException().isThrownBy(() -> this.transports.open(settings().build()));
				return 0;
			});
			assertThatIOException().isThrownBy(
					() -> this.transports.open(settings().address(InetAddress.ofLiteral("203.0.113.1")).build()));
		}
		assertThat(descriptors() - before).isLessThan(attempts);
	}

	private static int descriptors() {
		return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
	}

}
