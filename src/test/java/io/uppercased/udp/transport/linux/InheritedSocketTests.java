package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.OpenFailedException;
import io.uppercased.udp.transport.OpenFailedException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A socket that this process did not open, and that other processes have too. */
@EnabledOnOs(OS.LINUX)
@Isolated("closes descriptors by number")
class InheritedSocketTests {

	private static final short AF_UNIX = 1;

	private static final int SOCK_STREAM = 1;

	private static final int SHUT_RD = 0;

	private static final int SO_RCVBUFFORCE = 33;

	private static final int F_DUPFD = 0;

	private static final int F_GETFL = 3;

	private static final int O_NONBLOCK = 0x800;

	private final List<Integer> opened = new ArrayList<>();

	@AfterEach
	void closeWhatWasOpened() {
		this.opened.forEach((number) -> new Descriptor(number).close());
	}

	@ParameterizedTest
	@CsvSource({ "0.0.0.0, 127.0.0.1", "::, 127.0.0.1", "::, ::1", "0.0.0.0, 127.0.0.2", "127.0.0.2, 127.0.0.2",
			"::1, ::1" })
	void isServedByOneProcessAfterAnother(String address, String target) throws IOException {
		int socket = bound(address);
		try (UdpClient client = UdpClient.connected(target, port(socket))) {
			for (int i = 0; i < 6; i++) {
				client.send("message " + i);
			}
			for (int i = 0; i < 6; i += 2) {
				try (LinuxTransport transport = adopt(copy(socket))) {
					Burst burst = transport.receive();
					assertThat(burst).hasSize(2);
					Echo.answer(burst);
				}
			}
			for (int i = 0; i < 6; i++) {
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("message " + i);
			}
		}
	}

	@Test
	void staysOpenForOthersWhenItIsClosed() throws IOException {
		int socket = bound("127.0.0.1");
		try (LinuxTransport other = adopt(copy(socket));
				UdpClient client = UdpClient.connected("127.0.0.1", port(socket))) {
			adopt(copy(socket)).close();
			assertThat(other.receive()).isEmpty();
			client.send("hello");
			Echo.answer(other.receive());
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
		}
	}

	@Test
	void failsAfterAnotherProcessHasShutItDown() throws IOException {
		int socket = bound("127.0.0.1");
		try (LinuxTransport transport = adopt(copy(socket));
				UdpClient client = UdpClient.connected("127.0.0.1", port(socket))) {
			client.send("before");
			new Descriptor(socket).shutdown(Constants.SHUT_RDWR);
			assertThat(transport.receive()).hasSize(1);
			assertThatIOException().isThrownBy(transport::receive).withMessageContaining("recvmmsg: errno 108");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void answersTheRightClientAfterAnotherProcessHasShutItDown(String address) throws IOException {
		int socket = bound(address);
		try (LinuxTransport transport = LinuxTransport.adopt(copy(socket), TestSettings.builder().build());
				UdpClient first = UdpClient.connected(address, port(socket));
				UdpClient second = UdpClient.connected(address, port(socket))) {
			first.send("first");
			Echo.answer(transport.receive());
			assertThat(first.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("first");
			new Descriptor(socket).shutdown(SHUT_RD);
			assertThatIOException().isThrownBy(transport::receive);
			for (int round = 0; round < 2; round++) {
				for (int i = 0; i < 5; i++) {
					second.send("second " + i);
				}
				Burst burst = transport.receive();
				assertThat(burst).hasSize(5)
					.allMatch((datagram) -> datagram.addresses().source().equals(second.address()));
				Echo.answer(burst);
				for (int i = 0; i < 5; i++) {
					assertThat(second.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("second " + i);
				}
			}
			assertThat(first.receive(Duration.ofMillis(1))).isNull();
		}
	}

	@Test
	void doesNotStopAccepting() throws IOException {
		int socket = bound("127.0.0.1");
		try (LinuxTransport transport = adopt(copy(socket));
				UdpClient client = UdpClient.connected("127.0.0.1", port(socket))) {
			assertThat(transport.capabilities()).contains(Capability.OUTLIVES_PROCESS)
				.doesNotContain(Capability.STOP_ACCEPTING);
			transport.stopAccepting();
			client.send("hello");
			assertThat(transport.receive()).hasSize(1);
		}
	}

	@Test
	void canBeClosedDuringAReceive() throws IOException {
		LinuxTransport transport = adopt(copy(bound("127.0.0.1")));
		CompletableFuture<Throwable> receiving = CompletableFuture.supplyAsync(() -> catchThrowable(() -> {
			while (true) {
				transport.receive();
			}
		}));
		transport.close();
		assertThat(receiving).succeedsWithin(UdpClient.TIMEOUT).isInstanceOf(ClosedChannelException.class);
	}

	@Test
	void waitsInAReceiveAlthoughItWasNonBlocking() throws IOException {
		int socket = bound("127.0.0.1");
		new Descriptor(socket).fcntl(Constants.F_SETFL, O_NONBLOCK);
		try (LinuxTransport transport = adopt(copy(socket))) {
			assertThat(new Descriptor(socket).fcntl(F_GETFL, 0) & O_NONBLOCK).isZero();
			assertThat(transport.localAddress().getPort()).isEqualTo(port(socket));
		}
	}

	@Test
	void keepsABufferThatIsLargerThanTheKernelWouldGrant() throws IOException {
		int socket = bound("127.0.0.1");
		int size = 2 * Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/net/core/rmem_max")).getFirst());
		assumeTrue(new Descriptor(socket).trySetOption(Constants.SOL_SOCKET, SO_RCVBUFFORCE, size),
				"CAP_NET_ADMIN, which systemd has");
		try (LinuxTransport transport = LinuxTransport.adopt(copy(socket),
				TestSettings.builder().receiveBuffer(size).build())) {
			assertThat(transport.receiveBuffer()).isEqualTo(size);
		}
	}

	@Test
	void isRefusedUnlessItIsUdp() {
		assertThat(refusal(open(Constants.AF_INET6, SOCK_STREAM))).isEqualTo(Reason.NOT_UDP);
		assertThat(refusal(open(AF_UNIX, Constants.SOCK_DGRAM))).isEqualTo(Reason.NOT_UDP);
	}

	@Test
	void isRefusedUnlessItIsASocket() throws IOException {
		assertThat(refusal(1_000_000)).isEqualTo(Reason.NOT_A_SOCKET);
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			int file = descriptors.filter(Files::isRegularFile)
				.mapToInt((path) -> Integer.parseInt(path.getFileName().toString()))
				.findAny()
				.orElseThrow();
			assertThat(refusal(file)).isEqualTo(Reason.NOT_A_SOCKET);
		}
	}

	@Test
	void isRefusedUnlessItIsBoundAndNotConnected() throws IOException {
		assertThat(refusal(open(Constants.AF_INET, Constants.SOCK_DGRAM))).isEqualTo(Reason.NOT_BOUND);
		int connected = bound("127.0.0.1");
		assertThat(new Descriptor(connected).connect(InetAddress.ofLiteral("127.0.0.1"), 9)).isZero();
		assertThat(refusal(connected)).isEqualTo(Reason.CONNECTED);
		assertThat(port(connected)).as("it is still open").isPositive();
	}

	private static Reason refusal(int descriptor) {
		OpenFailedException ex = catchThrowableOfType(OpenFailedException.class, () -> adopt(descriptor));
		assertThat(ex).hasMessageStartingWith("File descriptor %d, ".formatted(descriptor));
		return ex.reason();
	}

	private static LinuxTransport adopt(int descriptor) throws IOException {
		return LinuxTransport.adopt(descriptor, TestSettings.builder().burstSize(2).build());
	}

	private int bound(String address) throws IOException {
		short family = address.contains(":") ? Constants.AF_INET6 : Constants.AF_INET;
		int socket = open(family, Constants.SOCK_DGRAM);
		LibC.check("bind", new Descriptor(socket).bind(InetAddress.ofLiteral(address), 0));
		return socket;
	}

	private int open(short family, int type) {
		this.opened.add(Descriptor.socket(family, type));
		return this.opened.getLast();
	}

	private int copy(int descriptor) throws IOException {
		this.opened.add(LibC.check("fcntl", new Descriptor(descriptor).fcntl(F_DUPFD, 0)));
		return this.opened.getLast();
	}

	private static int port(int descriptor) throws IOException {
		return new Descriptor(descriptor).localAddress().getPort();
	}

}
