package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.transport.Datagram.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Replies of a {@link UdpTransport}. */
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
@Execution(ExecutionMode.CONCURRENT)
class ReplyTests extends TransportContract {

	@Test
	void repliesToEachSender() throws IOException {
		try (DatagramSocket other = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
			other.connect(this.transport.localAddress());
			other.setSoTimeout(5000);
			this.client.connect(this.transport.localAddress());
			send("one".getBytes(StandardCharsets.US_ASCII));
			other.send(new DatagramPacket("two".getBytes(StandardCharsets.US_ASCII), 3));
			receive(2);
			assertThat(this.burst).extracting((datagram) -> datagram.addresses().source())
				.containsExactly((InetSocketAddress) this.client.getLocalSocketAddress(),
						(InetSocketAddress) other.getLocalSocketAddress());
			Echo.answer(this.burst);
			assertThat(reply()).isEqualTo("one");
			assertThat(reply(other)).isEqualTo("two");
		}
		assertThat(this.burst).allMatch((datagram) -> datagram.state() == State.SENT)
			.extracting(Datagram::sentBytes)
			.containsExactly(3, 3);
	}

	@Test
	void sendsRepliesOfAnySizeInOrder() throws IOException {
		sendNumbers(4);
		receive(4);
		this.burst.get(0).reply(ByteBuffer.allocate(0));
		this.burst.get(1).reply(ByteBuffer.wrap("larger".getBytes(StandardCharsets.US_ASCII)));
		this.burst.get(2).reply(ByteBuffer.allocate(Datagram.MAX_PAYLOAD));
		this.burst.get(3).reply(this.burst.get(3).message());
		Echo.answer(this.burst);
		assertThat(Stream.of(reply(), reply(), reply(), reply()).map(String::length)).containsExactly(0, 6,
				Datagram.MAX_PAYLOAD, 1);
	}

	@Test
	void sendsNoReplyToADroppedDatagram() throws IOException {
		sendNumbers(3);
		receive(3);
		this.burst.get(1).drop(DropReason.MALFORMED);
		Echo.answer(this.burst);
		assertThat(List.of(reply(), reply())).containsExactly("0", "2");
		assertThat(this.burst.get(1).dropReason()).isEqualTo(DropReason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void dropsARefusedReplyAndSendsTheOthers(int refused) throws IOException {
		sendNumbers(3);
		receive(3);
		this.burst.get(refused).reply(this.burst.get(refused).message());
		this.burst.get(refused).reply().clear();
		assertThat(this.burst.get(refused).reply().remaining()).isGreaterThan(Datagram.MAX_PAYLOAD);
		Echo.answer(this.burst);
		assertThat(this.burst.get(refused).dropReason()).isEqualTo(DropReason.SEND_FAILED);
		assertThat(this.burst).filteredOn((datagram) -> datagram.state() == State.SENT).hasSize(2);
		List<String> expected = new ArrayList<>(List.of("0", "1", "2"));
		expected.remove(refused);
		assertThat(List.of(reply(), reply())).isEqualTo(expected);
	}

	@Test
	void continuesAfterAReplyToAClosedPort() throws IOException {
		sendNumbers(1);
		receive(1);
		this.client.close();
		Echo.answer(this.burst);
		this.client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
		this.client.setSoTimeout(5000);
		sendNumbers(1);
		receive(1);
		Echo.answer(this.burst);
		assertThat(reply()).isEqualTo("0");
	}

	@Test
	void doesNotSendAReplyTwice() throws IOException {
		sendNumbers(1);
		receive(1);
		Echo.answer(this.burst);
		Datagram sent = this.burst.get(0);
		assertThatIllegalStateException().isThrownBy(() -> sent.drop(DropReason.UNHANDLED));
		assertThatIllegalStateException().isThrownBy(() -> sent.reply(ByteBuffer.allocate(1)));
		assertThat(reply()).isEqualTo("0");
		this.client.setSoTimeout(1);
		this.burst.send();
		assertThatIOException().isThrownBy(this::reply);
	}

	@Test
	void sendsNothingWithoutAReply() throws IOException {
		sendNumbers(3);
		receive(3);
		this.burst.get(1).reply(ByteBuffer.wrap("reply".getBytes(StandardCharsets.US_ASCII)));
		this.burst.send();
		assertThat(this.burst).extracting(Datagram::state).containsExactly(State.RECEIVED, State.SENT, State.RECEIVED);
		assertThat(reply()).isEqualTo("reply");
		this.client.setSoTimeout(1);
		assertThatIOException().isThrownBy(this::reply);
		this.burst.dropRest(DropReason.UNHANDLED);
		assertThat(this.burst).extracting(Datagram::dropReason)
			.containsExactly(DropReason.UNHANDLED, null, DropReason.UNHANDLED);
	}

	@Test
	void sendsTheReplyFromPositionToLimitEvenIfTheMessageChangesLater() throws IOException {
		send("hello".getBytes(StandardCharsets.US_ASCII));
		receive(1);
		Datagram datagram = this.burst.get(0);
		datagram.reply(datagram.message().position(1).limit(4));
		datagram.message().clear();
		this.burst.send();
		assertThat(reply()).isEqualTo("ell");
		assertThat(datagram.sentBytes()).isEqualTo(3);
	}

	@Test
	void doesNotChangeABufferOfTheTransformer() throws IOException {
		ByteBuffer constant = ByteBuffer.wrap("(constant)".getBytes(StandardCharsets.US_ASCII))
			.order(ByteOrder.LITTLE_ENDIAN)
			.position(1)
			.mark()
			.limit(9);
		sendNumbers(3);
		receive(3);
		this.burst.forEach((datagram) -> datagram.reply(constant));
		this.burst.send();
		assertThat(List.of(reply(), reply(), reply())).containsOnly("constant");
		assertThat(constant.position()).isEqualTo(1);
		assertThat(constant.limit()).isEqualTo(9);
		assertThat(constant.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
		assertThat(constant.reset().position()).isEqualTo(1);
	}

	@Test
	void repliesWithAReadOnlyOrOverlappingViewOfTheMessage() throws IOException {
		send("(text)".getBytes(StandardCharsets.US_ASCII));
		send("[TEXT]".getBytes(StandardCharsets.US_ASCII));
		receive(2);
		this.burst.get(0).reply(this.burst.get(0).message().position(1).limit(5).slice());
		this.burst.get(1).reply(this.burst.get(1).message().asReadOnlyBuffer().position(1));
		this.burst.send();
		assertThat(List.of(reply(), reply())).containsExactly("text", "TEXT]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void datagramsThatLeaveTheirBurstAreAnsweredLater(String address) throws IOException {
		this.client.close();
		this.client = new DatagramSocket(0, InetAddress.ofLiteral(address));
		this.client.setSoTimeout(5000);
		open(address, Datagram.MAX_PAYLOAD);
		this.transport.allowLateReplies(2);
		sendNumbers(3);
		receive(3);
		List<Request> requests = new ArrayList<>();
		this.burst.forEachReceived((datagram) -> requests.add(this.burst.leave(datagram)));
		assertThat(this.burst).extracting(Datagram::state).containsOnly(State.LEFT);
		this.burst.send();
		// The memory of the first burst is used again.
		send("other".getBytes(StandardCharsets.UTF_8));
		receive(1);
		assertThat(requests).extracting((request) -> StandardCharsets.UTF_8.decode(request.message()).toString())
			.containsExactly("0", "1", "2");
		assertThat(requests).extracting((request) -> request.addresses().source())
			.containsOnly((InetSocketAddress) this.client.getLocalSocketAddress());
		assertThat(requests).extracting((request) -> request.addresses().localAddress())
			.containsOnly(this.transport.localAddress());
		Burst replies = requests.getFirst().replies();
		for (int i : new int[] { 2, 0 }) {
			replies.add(requests.get(i)).reply(ByteBuffer.wrap(new byte[] { (byte) ('a' + i) }));
		}
		assertThat(replies.isFull()).isTrue();
		replies.send();
		assertThat(replies).extracting(Datagram::state).containsExactly(State.SENT, State.SENT);
		assertThat(replies).extracting(Datagram::receivedBytes).containsExactly(1, 1);
		replies.clear();
		assertThat(List.of(reply(), reply())).isEqualTo(List.of("c", "a"));
	}

	@Test
	void aLateReplyOfAClosedSocketIsNotSent() throws IOException {
		this.transport.allowLateReplies(2);
		sendNumbers(1);
		receive(1);
		Request request = this.burst.leave(this.burst.get(0));
		this.transport.close();
		Datagram datagram = request.replies().add(request);
		if (datagram.state() == State.RECEIVED) {
			datagram.reply(ByteBuffer.wrap(new byte[1]));
		}
		request.replies().send();
		request.replies().dropRest(DropReason.SEND_FAILED);
		assertThat(datagram.dropReason()).isEqualTo(DropReason.SEND_FAILED);
	}

}
