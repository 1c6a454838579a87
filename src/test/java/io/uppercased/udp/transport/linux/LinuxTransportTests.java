package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.ForgedSender;
import io.uppercased.udp.testing.SeccompFilter;
import io.uppercased.udp.testing.SeccompFilter.Call;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.Datagram.State;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the linux transport does beyond the contract of all transports.
 */
@EnabledOnOs(OS.LINUX)
@Isolated("measures the heap")
class LinuxTransportTests {

	@Test
	void worksHere() {
		assertThat(LinuxTrial.run()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ ", 127.0.0.1", ", 127.0.0.2", ", ::1", "0.0.0.0, 127.0.0.1", "0.0.0.0, 127.0.0.2" })
	void repliesFromTheAddressThatTheClientWroteTo(@Nullable String bound, String address) throws IOException {
		try (UdpTransport transport = open(bound, 1 << 20);
				UdpClient client = UdpClient.connected(address, transport.localAddress().getPort())) {
			for (String message : List.of("one", "two")) {
				client.send(message);
				Burst burst = transport.receive();
				assertThat(burst).singleElement().extracting(Datagram::localAddress).isEqualTo(client.server());
				Echo.answer(burst);
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo(message);
			}
		}
	}

	@Test
	void distinguishesTheAddressesOfOneBurst() throws IOException {
		try (UdpTransport transport = open(null, 1 << 20)) {
			int port = transport.localAddress().getPort();
			try (UdpClient first = UdpClient.connected("127.0.0.2", port);
					UdpClient second = UdpClient.connected("::1", port);
					UdpClient third = UdpClient.connected("127.0.0.3", port)) {
				first.send("first");
				second.send("second");
				third.send("third");
				Burst burst = transport.receive();
				assertThat(burst).extracting((datagram) -> datagram.localAddress().getAddress().getHostAddress())
					.containsExactly("127.0.0.2", "0:0:0:0:0:0:0:1", "127.0.0.3");
				Echo.answer(burst);
				assertThat(first.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("first");
				assertThat(second.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("second");
				assertThat(third.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("third");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void sendsEachReplyOfAMessageAsADatagram(String address) throws IOException {
		try (UdpTransport transport = open(null, 1 << 20);
				UdpClient one = UdpClient.connected(address, transport.localAddress().getPort());
				UdpClient other = UdpClient.connected(address, transport.localAddress().getPort())) {
			String[] messages = { "aaaa", "bbbb", "cccc", "other", "dddd", "ee", "ff", "", "", "gggg", "h".repeat(1232),
					"i".repeat(1232), "j".repeat(1233), "k".repeat(1233), "l" };
			for (String message : messages) {
				(message.equals("other") ? other : one).send(message);
			}
			Burst burst = transport.receive();
			assertThat(burst.size()).isGreaterThan(10);
			Echo.answer(burst);
			assertThat(burst).allMatch((datagram) -> datagram.state() == State.SENT);
			for (String message : messages) {
				// The JDK sends no empty datagram from a connected socket.
				if (!message.isEmpty()) {
					assertThat((message.equals("other") ? other : one).receive())
						.isEqualTo(message.getBytes(StandardCharsets.US_ASCII));
				}
			}
		}
	}

	@Test
	void sendsAWholeBurstToOneSenderInOrder() throws IOException {
		try (UdpTransport transport = open(null, 1 << 20);
				UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			for (int i = 100; i < 164; i++) {
				client.send("x".repeat(1200) + i);
			}
			Burst burst = transport.receive();
			Echo.answer(burst);
			assertThat(burst).hasSize(64).allMatch((datagram) -> datagram.state() == State.SENT);
			for (int i = 100; i < 164; i++) {
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("x".repeat(1200) + i);
			}
		}
	}

	@Test
	@EnabledIf("io.uppercased.udp.testing.ForgedSender#isPermitted")
	void dropsEachReplyOfAMessageThatTheKernelRefuses() throws IOException {
		try (UdpTransport transport = open(null, 1 << 20);
				ForgedSender forger = ForgedSender.open();
				UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			int port = transport.localAddress().getPort();
			client.send("before");
			forger.send("127.0.0.1", 0, "127.0.0.1", port, "forged");
			forger.send("127.0.0.1", 0, "127.0.0.1", port, "forged");
			client.send("after");
			Burst burst = transport.receive();
			Echo.answer(burst);
			assertThat(burst).extracting(Datagram::dropReason)
				.containsExactly(null, DropReason.SEND_FAILED, DropReason.SEND_FAILED, null);
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("before");
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("after");
		}
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
	void sendsRepliesOneByOneForAWhileWhereTheirRouteAllowsNoSegmentation() throws IOException {
		try (UdpTransport transport = open("127.0.0.1", 1 << 20);
				UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			int eio = 5;
			List<Integer> refusals = new ArrayList<>();
			List<String> notices = new ArrayList<>();
			// Two replies are one message when they are joined, and two when they are
			// not.
			SeccompFilter.without(Call.SENDMMSG_OF_ONE, eio, () -> {
				for (int i = 0; i < 2500; i++) {
					client.send("one");
					client.send("two");
					Burst burst = echo(transport);
					assertThat(burst).hasSize(2).allMatch((datagram) -> datagram.state() == State.SENT);
					if (burst.sendFailure() != null) {
						refusals.add(i);
					}
					Stream.ofNullable(burst.notice()).forEach(notices::add);
					assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("one");
					assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("two");
				}
				return 0;
			});
			assertThat(refusals).containsExactly(0, 1001, 2002);
			assertThat(notices).singleElement().asString().contains("errno 5");
		}
	}

	private static Burst echo(UdpTransport transport) {
		try {
			Burst burst = transport.receive();
			Echo.answer(burst);
			return burst;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
	void doesNotCountDropsIfTheKernelRefusesToReportThem() throws IOException {
		UdpTransport denied = SeccompFilter.without(Call.SO_MEMINFO, 92, () -> {
			try {
				return open("127.0.0.1", 4096);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		assertThat(denied.capabilities()).doesNotContain(Capability.KERNEL_DROPS);
		denied.close();
		try (UdpTransport transport = open("127.0.0.1", 4096)) {
			assertThat(transport.capabilities()).contains(Capability.KERNEL_DROPS);
		}
	}

	@Test
	void countsWhatTheKernelDropped() throws IOException {
		int sent = 5000;
		try (UdpTransport transport = open("127.0.0.1", 4096);
				UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			for (int i = 0; i < sent; i++) {
				client.send("flood");
			}
			assertThat(transport.queuedBytes()).isPositive();
			int received = 0;
			for (int size = transport.receive().size(); size > 0; size = transport.receive().size()) {
				received += size;
			}
			assertThat(received).isBetween(1, sent - 1);
			assertThat(transport.drops()).isEqualTo(sent - received);
			assertThat(transport.queuedBytes()).isZero();
		}
	}

	@Test
	void queriesKeepNoMemory() throws IOException {
		// Many, because the heap of the rest of the JVM grows too, by some megabytes.
		int queries = 500_000;
		try (UdpTransport transport = open("127.0.0.1", 4096)) {
			long before = usedHeap();
			for (int i = 0; i < queries; i++) {
				transport.drops();
				transport.queuedBytes();
			}
			assertThat((usedHeap() - before) / queries).as("bytes per query").isLessThan(20);
		}
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	@Test
	void keepsItsLastCountOfDropsWhenClosed() throws IOException {
		UdpTransport transport = open("127.0.0.1", 4096);
		try (UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			for (int i = 0; i < 1000; i++) {
				client.send("flood");
			}
		}
		long drops = transport.drops();
		assertThat(drops).isPositive();
		transport.close();
		assertThat(transport.drops()).isEqualTo(drops);
		assertThat(transport.queuedBytes()).isZero();
	}

	@Test
	void measuresTheAgeOfABurstFromItsArrivalAtTheKernel() throws IOException {
		try (UdpTransport transport = open("127.0.0.1", 1 << 20);
				UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			client.send("waits");
			long sent = System.nanoTime();
			// The receive of an empty socket waits for its whole time.
			try (UdpTransport other = open("127.0.0.1", 1 << 20)) {
				other.receive();
			}
			assertThat(transport.receive().arrivalNanos()).isLessThan(sent + 1_000_000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "::", "0.0.0.0" })
	void doesNotReplyToABroadcast(String address) throws IOException {
		try (UdpTransport transport = open(address, 1 << 20); DatagramSocket client = new DatagramSocket()) {
			client.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral("127.255.255.255"),
					transport.localAddress().getPort()));
			Burst burst = transport.receive();
			Echo.answer(burst);
			assertThat(burst).singleElement().extracting(Datagram::dropReason).isEqualTo(DropReason.SEND_FAILED);
			assertThat(burst.sendFailure()).hasMessageStartingWith("sendmmsg: errno ");
		}
	}

	@Test
	void closesAlthoughACallOfATransformerNeverEnds() throws Exception {
		LinuxTransport transport = open("127.0.0.1", 1 << 20);
		Pipe silent = Pipe.open();
		try (UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			client.send("hello");
			ByteBuffer message = transport.receive().get(0).message();
			Thread reader = Thread.ofPlatform().start(() -> {
				try {
					silent.source().read(message);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			await().until(() -> Stream.of(reader.getStackTrace())
				.limit(1)
				.anyMatch((frame) -> frame.getMethodName().equals("read0")));
			assertThat(CompletableFuture.runAsync(transport::close, Thread::startVirtualThread))
				.succeedsWithin(UdpClient.TIMEOUT);
			assertThat(message.get(0)).as("memory that the call may still use").isEqualTo((byte) 'h');
			silent.sink().close();
			reader.join();
		}
	}

	@Test
	void reportsAFailureByNumberAndText() {
		assertThat(LibC.failure("sendmmsg", Constants.EACCES)).hasMessage("sendmmsg: errno 13 (Permission denied)");
		assertThat(LibC.failure("sendmmsg", 9999)).hasMessage("sendmmsg: errno 9999");
	}

	private static LinuxTransport open(@Nullable String address, int receiveBuffer) throws IOException {
		return LinuxTransport.open(settings(address, receiveBuffer).build());
	}

	private static TestSettings settings(@Nullable String address, int receiveBuffer) {
		return TestSettings.builder()
			.address((address != null) ? InetAddress.ofLiteral(address) : null)
			.receiveBuffer(receiveBuffer);
	}

}
