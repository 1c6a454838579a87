package io.uppercased.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import io.uppercased.transport.linux.Layouts.Cmsghdr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

class ControlMessagesTests {

	private final Arena arena = Arena.ofConfined();

	private final MemorySegment memory = this.arena.allocate(128, 8);

	@AfterEach
	void free() {
		this.arena.close();
	}

	@Test
	void findsAMessageAmongOthers() {
		long second = put(0, 28, 1, 35);
		put(second, 32, 41, 50);
		assertThat(find(0, second + 32, 41, 50, 16)).isEqualTo(second + Cmsghdr.SIZE);
		assertThat(find(0, second + 32, 1, 35, 12)).isEqualTo(Cmsghdr.SIZE);
	}

	@Test
	void doesNotFindWhatIsNotThere() {
		put(0, 28, 1, 35);
		assertThat(find(0, 32, 0, 8, 12)).isEqualTo(ControlMessages.NONE);
		assertThat(find(0, 0, 1, 35, 12)).isEqualTo(ControlMessages.NONE);
	}

	@ParameterizedTest
	@ValueSource(longs = { 27, 29 })
	void doesNotFindOneWithLessOrMoreData(long length) {
		put(0, length, 1, 35);
		assertThat(find(0, 32, 1, 35, 12)).isEqualTo(ControlMessages.NONE);
	}

	@ParameterizedTest
	@ValueSource(longs = { Long.MIN_VALUE, -1, 0, 1, 15, 129, Integer.MAX_VALUE, Long.MAX_VALUE })
	void endsAtALengthThatCannotBe(long length) {
		put(0, length, 1, 35);
		assertThat(find(0, 128, 0, 8, 12)).isEqualTo(ControlMessages.NONE);
		assertThat(find(0, 128, 1, 35, 12)).isEqualTo(ControlMessages.NONE);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 8, 15 })
	void doesNotReadPastTheEnd(long end) {
		put(0, 16, 1, 35);
		assertThat(find(0, end, 1, 35, 0)).isEqualTo(ControlMessages.NONE);
	}

	private long put(long at, long length, int level, int type) {
		this.memory.set(JAVA_LONG, at + Cmsghdr.LENGTH, length);
		this.memory.set(JAVA_INT, at + Cmsghdr.LEVEL, level);
		this.memory.set(JAVA_INT, at + Cmsghdr.TYPE, type);
		return at + Cmsghdr.align(length);
	}

	private long find(long start, long end, int level, int type, long dataSize) {
		return ControlMessages.find(this.memory, start, end, level, type, dataSize);
	}

}
