package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.ForgedSender;
import io.uppercased.udp.testing.SeccompFilter;
import io.uppercased.udp.testing.SeccompFilter.Call;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.Datagram.State;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Replies to one sender, which the linux transport sends as segments of one message. */
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
class SegmentationTests {

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void sendsEachReplyOfAMessageAsADatagram(String address) throws IOException {
		try (UdpTransport transport = open(null);
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
		try (UdpTransport transport = open(null);
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
		try (UdpTransport transport = open(null);
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
		try (UdpTransport transport = open("127.0.0.1");
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

	private static LinuxTransport open(@Nullable String address) throws IOException {
		return LinuxTransport.open(TestSettings.builder()
			.address((address != null) ? InetAddress.ofLiteral(address) : null)
			.receiveBuffer(1 << 20)
			.build());
	}

}
