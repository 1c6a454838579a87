package io.uppercased.udp.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.InvalidMarkException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transport.Datagram.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Receives of a {@link UdpTransport}. */
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
@Execution(ExecutionMode.CONCURRENT)
class ReceiveTests extends TransportContract {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 1000, 65_506, 65_507 })
	void receivesAMessageOfAnySize(int size) throws IOException {
		byte[] message = new byte[size];
		Arrays.fill(message, (byte) 'x');
		send(message);
		receive(1);
		assertThat(this.burst.get(0).state()).isEqualTo(State.RECEIVED);
		assertThat(this.burst.get(0).receivedBytes()).isEqualTo(size);
		assertThat(bytes(this.burst.get(0).message())).isEqualTo(message);
	}

	@Test
	void receivesQueuedDatagramsAsABurstInOrder() throws IOException {
		sendNumbers(5);
		receive(5);
		assertThat(texts()).containsExactly("0", "1", "2", "3", "4");
	}

	@Test
	void receivesNoMoreDatagramsThanABurstCanContain() throws IOException {
		sendNumbers(BURST_SIZE + 2);
		receive(BURST_SIZE);
		receive(2);
		assertThat(texts()).containsExactly("8", "9");
	}

	@Test
	void returnsAnEmptyBurstIfNoDatagramArrives() throws IOException {
		long start = System.nanoTime();
		Burst empty = this.transport.receive();
		assertThat(empty.size()).isZero();
		assertThat(empty).isEmpty();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(UdpTransport.RECEIVE_TIMEOUT.dividedBy(2),
				Duration.ofSeconds(5));
	}

	@Test
	void reportsWhenTheOldestDatagramArrived() throws IOException {
		long before = System.nanoTime();
		sendNumbers(2);
		receive(2);
		assertThat(this.burst.arrivalNanos()).isBetween(before - Duration.ofMillis(1).toNanos(), System.nanoTime());
	}

	@Test
	void dropsOnlyDatagramsThatAreLargerThanTheLargestPayload() throws IOException {
		open("127.0.0.1", 10);
		send("0123456789".getBytes(StandardCharsets.US_ASCII));
		send("0123456789x".getBytes(StandardCharsets.US_ASCII));
		send(new byte[60_000]);
		send("end".getBytes(StandardCharsets.US_ASCII));
		receive(4);
		assertThat(this.burst).extracting(Datagram::dropReason)
			.containsExactly(null, DropReason.OVERSIZE, DropReason.OVERSIZE, null);
		assertThat(this.burst).extracting(Datagram::receivedBytes).containsExactly(10, 11, 60_000, 3);
		Echo.answer(this.burst);
		assertThat(List.of(reply(), reply())).containsExactly("0123456789", "end");
	}

	@Test
	void receivesEachMessageIntoABufferInTheStateOfANewOne() throws IOException {
		for (int i = 0; i < 3; i++) {
			send("message".getBytes(StandardCharsets.US_ASCII));
			receive(1);
			ByteBuffer message = this.burst.get(0).message();
			assertThat(message.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
			assertThat(message.position()).isZero();
			assertThat(message.limit()).isEqualTo(7);
			assertThatExceptionOfType(InvalidMarkException.class).isThrownBy(message::reset);
			message.mark().order(ByteOrder.LITTLE_ENDIAN).position(i).limit(4);
			Echo.answer(this.burst);
			assertThat(reply()).isEqualTo("message".substring(i, 4));
		}
	}

	@Test
	void doesNotLetATransformerEndADatagram() throws IOException {
		sendNumbers(1);
		receive(1);
		Exchange exchange = this.burst.get(0).addresses();
		assertThat(exchange).isNotInstanceOf(Datagram.class);
		assertThat(exchange.source()).isEqualTo(this.client.getLocalSocketAddress());
		assertThat(exchange.localAddress()).isEqualTo(this.transport.localAddress());
	}

	private static byte[] bytes(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

}
