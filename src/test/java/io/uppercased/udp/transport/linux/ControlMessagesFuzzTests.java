package io.uppercased.udp.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Parses control data that no kernel would write. Runs on its corpus, or for longer as
 * CONTRIBUTING.md says.
 */
class ControlMessagesFuzzTests {

	private static final int IPPROTO_IPV6 = 41;

	private static final int IPV6_PKTINFO = 50;

	private static final int DATA_SIZE = 20;

	@FuzzTest(maxDuration = "10m")
	void findsNothingOutsideTheControlData(byte[] control) {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment memory = arena.allocate(control.length, Long.BYTES);
			MemorySegment.copy(control, 0, memory, JAVA_BYTE, 0, control.length);
			int found = ControlMessages.find(new Memory(memory).bytes(), 0, control.length, IPPROTO_IPV6, IPV6_PKTINFO,
					DATA_SIZE);
			if (found != ControlMessages.NONE) {
				assertThat(found).isBetween(ControlMessages.HEADER_SIZE, control.length - DATA_SIZE);
				assertThat(found % Long.BYTES).isZero();
			}
		}
	}

}
