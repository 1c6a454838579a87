package io.uppercased.udp.flow;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.uppercased.testing.ReadsLog;
import io.uppercased.udp.testing.TestDatagram;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

@ReadsLog
class BurstPathTests {

	@Test
	void logsExceptionsOfStepsOncePerInterval(CapturedOutput output) {
		AtomicInteger thrown = new AtomicInteger();
		BurstPath path = new BurstPath((burst) -> {
			throw new IllegalStateException("thrown by a test, " + thrown.incrementAndGet());
		}, List.of());
		for (int i = 0; i < 100; i++) {
			path.accept(TestDatagram.burst(new TestDatagram("192.0.2.1", 40_000, 12_000).answered()));
		}
		assertThat(thrown).hasValue(100);
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("A step or an observer failed"))
			.hasSize(1);
		assertThat(output).contains("IllegalStateException: thrown by a test, 1");
	}

}
