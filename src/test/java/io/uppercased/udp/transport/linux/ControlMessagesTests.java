package io.uppercased.udp.transport.linux;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ControlMessagesTests {

	private final Arena arena = Arena.ofConfined();

	private final ByteBuffer memory = new Memory(this.arena.allocate(128, 8)).bytes();

	@AfterEach
	void free() {
		this.arena.close();
	}

	@Test
	void findsAMessageAmongOthers() {
		int second = put(0, 28, 1, 35);
		put(second, 32, 41, 50);
		assertThat(find(0, second + 32, 41, 50, 16)).isEqualTo(second + ControlMessages.HEADER_SIZE);
		assertThat(find(0, second + 32, 1, 35, 12)).isEqualTo(ControlMessages.HEADER_SIZE);
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
	void endsAtAnInvalidLength(long length) {
		put(0, length, 1, 35);
		assertThat(find(0, 128, 0, 8, 12)).isEqualTo(ControlMessages.NONE);
		assertThat(find(0, 128, 1, 35, 12)).isEqualTo(ControlMessages.NONE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8, 15 })
	void doesNotReadPastTheEnd(int end) {
		put(0, 16, 1, 35);
		assertThat(find(0, end, 1, 35, 0)).isEqualTo(ControlMessages.NONE);
	}

	@Test
	void findsAMessageThatIsOnlyAHeader() {
		put(0, 16, 1, 35);
		assertThat(find(0, 16, 1, 35, 0)).isEqualTo(ControlMessages.HEADER_SIZE);
	}

	@Test
	void doesNotReadAHeaderThatIsCutOff() {
		int second = put(0, 32, 1, 35);
		assertThat(ControlMessages.find(this.memory.slice(0, second + 4).order(ByteOrder.LITTLE_ENDIAN), 0, second + 4,
				0, 8, 0))
			.isEqualTo(ControlMessages.NONE);
	}

	@Test
	void reportsHowLongAgoTheKernelStampedADatagram() {
		Instant now = Instant.now();
		stamp(now.minus(Duration.ofMillis(2300)));
		assertThat(ControlMessages.ageNanos(this.memory, 0, 32, now)).isEqualTo(2_300_000_000L);
	}

	@Test
	void reportsNoAgeWithoutAStampOrWithOneInTheFuture() {
		put(0, 32, 1, 36);
		assertThat(ControlMessages.ageNanos(this.memory, 0, 32, Instant.now())).isZero();
		stamp(Instant.now().plus(Duration.ofHours(1)));
		assertThat(ControlMessages.ageNanos(this.memory, 0, 32, Instant.now())).isZero();
	}

	@Test
	void putsTheSegmentSizeBehindAnotherMessage() {
		put(8, 28, 0, 8);
		int length = ControlMessages.putSegmentSize(this.memory, 8, 28, 1400);
		assertThat(length).isEqualTo(32 + 24);
		int size = find(8, 8 + length, Constants.IPPROTO_UDP, Constants.UDP_SEGMENT, Short.BYTES);
		assertThat(size).isEqualTo(8 + 32 + ControlMessages.HEADER_SIZE);
		assertThat(this.memory.getShort(size)).isEqualTo((short) 1400);
		assertThat(this.memory.getLong(40 + ControlMessages.LENGTH))
			.isEqualTo(ControlMessages.HEADER_SIZE + Short.BYTES);
	}

	private void stamp(Instant time) {
		put(0, 32, Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS);
		this.memory.putLong(ControlMessages.HEADER_SIZE, time.getEpochSecond());
		this.memory.putLong(ControlMessages.HEADER_SIZE + Long.BYTES, time.getNano());
	}

	private int put(int at, long length, int level, int type) {
		this.memory.putLong(at + ControlMessages.LENGTH, length);
		this.memory.putInt(at + ControlMessages.LEVEL, level);
		this.memory.putInt(at + ControlMessages.TYPE, type);
		return at + ControlMessages.align((int) length);
	}

	private int find(int start, int end, int level, int type, int dataSize) {
		return ControlMessages.find(this.memory, start, end, level, type, dataSize);
	}

}
