package io.uppercased.udp.transport;

import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.InvalidMarkException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.SeccompFilter;
import io.uppercased.udp.testing.SeccompFilter.Call;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transport.Datagram.State;
import io.uppercased.udp.transport.OpenFailedException.Reason;
import io.uppercased.udp.transport.linux.LinuxTransport;
import io.uppercased.udp.transport.nio.NioTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The contract of {@link UdpTransport}. Runs against each transport.
 */
@ParameterizedClass
@MethodSource("transports")
@Isolated("counts descriptors")
public class UdpTransportTests {

	private static final int BURST_SIZE = 8;

	@Parameter
	TransportFactory transports;

	private UdpTransport transport;

	@SuppressWarnings("NullAway.Init") // set by the first receive of each test
	private Burst burst;

	private DatagramSocket client;

	public static Stream<Named<TransportFactory>> transports() {
		Stream<Named<TransportFactory>> nio = Stream.of(Named.of("nio", NioTransport::open));
		return OS.LINUX.isCurrentOs() ? Stream.concat(nio, Stream.of(Named.of("linux", LinuxTransport::open))) : nio;
	}

	@BeforeEach
	void open() throws IOException {
		this.client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
		this.client.setSoTimeout(5000);
		open("127.0.0.1", Datagram.MAX_PAYLOAD);
	}

	private void open(@Nullable String address, int maxPayload) throws IOException {
		if (this.transport != null) {
			this.transport.close();
		}
		this.transport = this.transports
			.open(settings().address((address != null) ? InetAddress.ofLiteral(address) : null)
				.maxPayload(maxPayload)
				.build());
	}

	@AfterEach
	void close() {
		this.transport.close();
		this.client.close();
	}

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
			Datagram datagram = replies.add();
			datagram.resume(requests.get(i));
			datagram.reply(ByteBuffer.wrap(new byte[] { (byte) ('a' + i) }));
		}
		assertThat(replies.isFull()).isTrue();
		replies.send();
		assertThat(replies).extracting(Datagram::state).containsExactly(State.SENT, State.SENT);
		assertThat(replies).extracting(Datagram::receivedBytes).containsExactly(1, 1);
		replies.clear();
		assertThat(List.of(receiveText(), receiveText())).isEqualTo(List.of("c", "a"));
	}

	@Test
	void aLateReplyOfAClosedSocketIsNotSent() throws IOException {
		this.transport.allowLateReplies(2);
		sendNumbers(1);
		receive(1);
		Request request = this.burst.leave(this.burst.get(0));
		this.transport.close();
		Datagram datagram = request.replies().add();
		try {
			datagram.resume(request);
			datagram.reply(ByteBuffer.wrap(new byte[1]));
		}
		catch (IllegalStateException ex) {
			assertThat(datagram.state()).isIn(State.RECEIVED, State.REPLIED);
		}
		request.replies().send();
		request.replies().dropRest(DropReason.SEND_FAILED);
		assertThat(datagram.dropReason()).isEqualTo(DropReason.SEND_FAILED);
	}

	private String receiveText() throws IOException {
		DatagramPacket packet = new DatagramPacket(new byte[100], 100);
		this.client.receive(packet);
		return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
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
	void repliesToEachSender() throws IOException {
		try (DatagramSocket other = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
			other.connect(this.transport.localAddress());
			other.setSoTimeout(5000);
			this.client.connect(this.transport.localAddress());
			send("one".getBytes(StandardCharsets.US_ASCII));
			other.send(new DatagramPacket("two".getBytes(StandardCharsets.US_ASCII), 3));
			receive(2);
			assertThat(this.burst).extracting(Datagram::source)
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

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void servesBothFamiliesOnAllAddresses(String loopback) throws IOException {
		open(null, Datagram.MAX_PAYLOAD);
		this.client.close();
		this.client = new DatagramSocket(0, InetAddress.ofLiteral(loopback));
		this.client.setSoTimeout(5000);
		this.client.connect(InetAddress.ofLiteral(loopback), this.transport.localAddress().getPort());
		sendNumbers(1);
		receive(1);
		assertThat(this.burst.get(0).source()).isEqualTo(this.client.getLocalSocketAddress());
		assertThat(this.burst.get(0).localAddress().getPort()).isEqualTo(this.transport.localAddress().getPort());
		Echo.answer(this.burst);
		assertThat(reply()).isEqualTo("0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.2", "::1" })
	void repliesFromTheOneAddressThatItIsBoundTo(String address) throws IOException {
		open(address, Datagram.MAX_PAYLOAD);
		this.client.close();
		this.client = new DatagramSocket(0, InetAddress.ofLiteral(address.equals("::1") ? "::1" : "127.0.0.1"));
		this.client.setSoTimeout(5000);
		this.client.connect(this.transport.localAddress());
		sendNumbers(3);
		receive(3);
		assertThat(this.burst).extracting(Datagram::localAddress).containsOnly(this.transport.localAddress());
		Echo.answer(this.burst);
		assertThat(List.of(reply(), reply(), reply())).containsExactly("0", "1", "2");
	}

	@Test
	void receivesNoBroadcastWhenBoundToOneAddress() throws IOException {
		this.client.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral("127.255.255.255"),
				this.transport.localAddress().getPort()));
		sendNumbers(1);
		receive(1);
		assertThat(texts()).containsExactly("0");
	}

	@Test
	void returnsTheSourceAsNumbers() throws IOException {
		sendNumbers(1);
		receive(1);
		assertThat(this.burst.get(0).sourcePort()).isEqualTo(this.client.getLocalPort());
		assertThat(this.burst.get(0).localAddress().getPort()).isEqualTo(this.transport.localAddress().getPort());
		assertThat(this.burst.get(0).sourceHighBits()).isZero();
		assertThat(this.burst.get(0).sourceLowBits()).isEqualTo(0xffff_7f00_0001L);
		open("::1", Datagram.MAX_PAYLOAD);
		this.client.close();
		this.client = new DatagramSocket(0, InetAddress.ofLiteral("::1"));
		sendNumbers(1);
		receive(1);
		assertThat(this.burst.get(0).sourcePort()).isEqualTo(this.client.getLocalPort());
		assertThat(this.burst.get(0).sourceHighBits()).isZero();
		assertThat(this.burst.get(0).sourceLowBits()).isEqualTo(1);
	}

	@Test
	void reportsTheAddressThatItIsBoundTo() throws IOException {
		assertThat(this.transport.localAddress().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
		assertThat(this.transport.localAddress().getPort()).isPositive();
		assertThat(this.transport.receiveBuffer()).isPositive();
	}

	@Test
	void setsTheReceiveBuffer() throws IOException {
		this.transport.close();
		this.transport = this.transports.open(settings().receiveBuffer(8192).build());
		assertThat(this.transport.receiveBuffer()).isEqualTo(8192);
	}

	@Test
	void doesNotOpenAPortThatIsInUse() {
		int port = this.transport.localAddress().getPort();
		assertThatExceptionOfType(OpenFailedException.class)
			.isThrownBy(() -> this.transports.open(settings().port(port).build()))
			.satisfies((ex) -> {
				assertThat(ex.reason()).isEqualTo(Reason.PORT_IN_USE);
				assertThat(ex).hasMessageStartingWith("UDP port %d on ".formatted(port));
			});
	}

	@Test
	void doesNotOpenAnAddressOfAnotherHost() {
		assertThatExceptionOfType(OpenFailedException.class)
			.isThrownBy(() -> this.transports.open(settings().address(InetAddress.ofLiteral("203.0.113.1")).build()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.ADDRESS_NOT_LOCAL));
	}

	@Test
	void sharesAPort() throws IOException {
		TransportSettings shared = settings().sharing(PortSharing.ANY).build();
		try (UdpTransport first = this.transports.open(shared);
				UdpTransport second = this.transports.open(shared.joining(first.localAddress().getPort()))) {
			assertThat(second.localAddress()).isEqualTo(first.localAddress());
		}
	}

	@Test
	void opensAFreePortThatLaterSocketsMayShare() throws IOException {
		TransportSettings settings = settings().sharing(PortSharing.LATER).build();
		try (UdpTransport first = this.transports.open(settings);
				UdpTransport second = this.transports.open(settings.joining(first.localAddress().getPort()))) {
			assertThat(second.localAddress()).isEqualTo(first.localAddress());
			TransportSettings same = settings().port(first.localAddress().getPort()).sharing(PortSharing.LATER).build();
			assertThatExceptionOfType(OpenFailedException.class).isThrownBy(() -> this.transports.open(same))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.PORT_IN_USE));
		}
	}

	@Test
	void doesNotReceiveWhenItIsClosed() {
		this.transport.close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.transport.receive());
	}

	@Test
	void endsAReceiveWhenItIsClosed() {
		CompletableFuture<Void> receiving = CompletableFuture.runAsync(() -> {
			while (true) {
				try {
					this.transport.receive();
				}
				catch (ClosedChannelException ex) {
					return;
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}
		});
		this.transport.close();
		assertThat(receiving).succeedsWithin(Duration.ofSeconds(5));
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
		Exchange exchange = this.burst.get(0).exchange();
		assertThat(exchange).isNotInstanceOf(Datagram.class);
		assertThat(exchange.source()).isEqualTo(this.client.getLocalSocketAddress());
		assertThat(exchange.localAddress()).isEqualTo(this.transport.localAddress());
	}

	@Test
	@Tag("process")
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void sharesNoPortThatTheKernelChooses() {
		NetworkNamespace.run((network) -> {
			network.leaveOnePort(40_000);
			TransportSettings shared = settings().sharing(PortSharing.ANY).build();
			try (UdpTransport other = this.transports.open(shared.joining(40_000))) {
				assertThat(other.localAddress().getPort()).isEqualTo(40_000);
				assertThatExceptionOfType(OpenFailedException.class).isThrownBy(() -> this.transports.open(shared));
			}
			try (UdpTransport first = this.transports.open(shared);
					UdpTransport second = this.transports.open(shared.joining(40_000))) {
				assertThat(second.localAddress()).isEqualTo(first.localAddress());
			}
		});
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
	void leavesNoDescriptorOpenWhenItCannotBeOpened() {
		int attempts = 50;
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

	@Test
	void reportsItsCapabilities() throws IOException {
		assertThat(this.transport.capabilities()).contains(Capability.DESTINATION_ADDRESS);
		open(null, Datagram.MAX_PAYLOAD);
		boolean linux = this.transport.name().equals("linux");
		for (Capability capability : EnumSet.of(Capability.DESTINATION_ADDRESS, Capability.KERNEL_DROPS,
				Capability.STOP_ACCEPTING)) {
			assertThat(this.transport.capabilities().contains(capability)).as(capability.name()).isEqualTo(linux);
		}
	}

	private static TestSettings settings() {
		return TestSettings.builder()
			.address(InetAddress.ofLiteral("127.0.0.1"))
			.receiveBuffer(1 << 20)
			.burstSize(BURST_SIZE);
	}

	private void sendNumbers(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			send(Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
		}
	}

	private void send(byte[] message) throws IOException {
		InetAddress address = this.transport.localAddress().getAddress();
		InetAddress target = address.isAnyLocalAddress() ? this.client.getLocalAddress() : address;
		this.client.send(new DatagramPacket(message, message.length, target, this.transport.localAddress().getPort()));
	}

	/** Receives once: the loopback delivers a datagram before send returns. */
	private void receive(int expected) throws IOException {
		this.burst = this.transport.receive();
		assertThat(this.burst.size()).isEqualTo(expected);
	}

	private List<String> texts() {
		return IntStream.range(0, this.burst.size())
			.mapToObj((i) -> StandardCharsets.UTF_8.decode(this.burst.get(i).message().duplicate()).toString())
			.toList();
	}

	private String reply() throws IOException {
		return reply(this.client);
	}

	private static String reply(DatagramSocket client) throws IOException {
		DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
		client.receive(packet);
		return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

}
