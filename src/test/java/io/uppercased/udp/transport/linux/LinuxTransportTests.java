package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the linux transport does beyond the contract of all transports. */
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
class LinuxTransportTests {

	@Test
	void worksHere() {
		assertThat(LinuxTransport.findProblem()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ ", 127.0.0.1", ", 127.0.0.2", ", ::1", "0.0.0.0, 127.0.0.1", "0.0.0.0, 127.0.0.2" })
	void repliesFromTheAddressThatTheClientWroteTo(@Nullable String bound, String address) throws IOException {
		try (UdpTransport transport = open(bound);
				UdpClient client = UdpClient.connected(address, transport.localAddress().getPort())) {
			for (String message : List.of("one", "two")) {
				client.send(message);
				Burst burst = transport.receive();
				assertThat(burst).singleElement()
					.extracting((datagram) -> datagram.addresses().localAddress())
					.isEqualTo(client.server());
				Echo.answer(burst);
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo(message);
			}
		}
	}

	@Test
	void distinguishesTheAddressesOfOneBurst() throws IOException {
		try (UdpTransport transport = open(null)) {
			int port = transport.localAddress().getPort();
			try (UdpClient first = UdpClient.connected("127.0.0.2", port);
					UdpClient second = UdpClient.connected("::1", port);
					UdpClient third = UdpClient.connected("127.0.0.3", port)) {
				first.send("first");
				second.send("second");
				third.send("third");
				Burst burst = transport.receive();
				assertThat(burst)
					.extracting((datagram) -> datagram.addresses().localAddress().getAddress().getHostAddress())
					.containsExactly("127.0.0.2", "0:0:0:0:0:0:0:1", "127.0.0.3");
				Echo.answer(burst);
				assertThat(first.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("first");
				assertThat(second.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("second");
				assertThat(third.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("third");
			}
		}
	}

	@Test
	void measuresTheAgeOfABurstFromItsArrivalAtTheKernel() throws IOException {
		try (UdpTransport transport = open("127.0.0.1");
				UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			client.send("waits");
			long sent = System.nanoTime();
			// The receive of an empty socket waits for its whole time.
			try (UdpTransport other = open("127.0.0.1")) {
				other.receive();
			}
			assertThat(transport.receive().arrivalNanos()).isLessThan(sent + 1_000_000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "::", "0.0.0.0" })
	void doesNotReplyToABroadcast(String address) throws IOException {
		try (UdpTransport transport = open(address); DatagramSocket client = new DatagramSocket()) {
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
		LinuxTransport transport = open("127.0.0.1");
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

	private static LinuxTransport open(@Nullable String address) throws IOException {
		return LinuxTransport.open(TestSettings.builder()
			.address((address != null) ? InetAddress.ofLiteral(address) : null)
			.receiveBuffer(1 << 20)
			.build());
	}

}
