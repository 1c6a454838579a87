package io.uppercased.udp.systemd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.uppercased.testing.ReadsLog;
import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.UdpTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ReadsLog
class InheritedSocketsTests {

	@Test
	void areAsManyAsSystemdPasses() {
		assertThat(Objects.requireNonNull(InheritedSockets.find(Map.of("LISTEN_FDS", "3", "LISTEN_PID", "17"), 17))
			.count(1)).isEqualTo(3);
	}

	@Test
	void areNoneIfSystemdPassesNone(CapturedOutput output) {
		assertThat(InheritedSockets.find(Map.of(), 17)).isNull();
		assertThat(InheritedSockets.find(Map.of("LISTEN_FDS", "0", "LISTEN_PID", "17"), 17)).isNull();
		assertThat(output).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1, 16, for process '16'", "1, '', for process ''", "1, x, for process 'x'", "x, 17, LISTEN_FDS=x is",
			"-1, 17, LISTEN_FDS=-1 is", "'', 17, LISTEN_FDS= is", "99999999999, 17, LISTEN_FDS=99999999999 is" })
	void areRefusedIfTheyAreNotForThisProcess(String count, String receiver, String words) {
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> InheritedSockets.find(Map.of("LISTEN_FDS", count, "LISTEN_PID", receiver), 17))
			.satisfies((ex) -> assertThat(ex.analysis().getDescription()).contains(words))
			.satisfies((ex) -> assertThat(ex.analysis().getAction()).contains("'exec'", "unset LISTEN_FDS"));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void canBeOpenedAgainAfterTheyAreClosed() throws IOException {
		try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
			socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
			int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
			TransportFactory sockets = Objects.requireNonNull(
					InheritedSockets.find(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "17"), 17, descriptor(port)));
			try (UdpClient client = UdpClient.connected("127.0.0.1", port)) {
				for (int i = 0; i < 3; i++) {
					client.send("waits while the adapter is stopped");
					try (UdpTransport transport = sockets.open(TestSettings.builder().burstSize(1).build())) {
						Echo.answer(transport.receive());
					}
					assertThat(client.receive()).asString(StandardCharsets.US_ASCII).startsWith("waits");
				}
			}
		}
	}

	/** Finds the descriptor of the UDP socket that is bound to a port, by its inode. */
	private static int descriptor(int port) throws IOException {
		String inode = Files.readAllLines(Path.of("/proc/self/net/udp"))
			.stream()
			.map((line) -> line.trim().split(" +"))
			.filter((columns) -> columns[1].endsWith(":%04X".formatted(port)))
			.map((columns) -> columns[9])
			.findFirst()
			.orElseThrow();
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.filter((link) -> isLinkTo("socket:[" + inode + "]", link))
				.mapToInt((link) -> Integer.parseInt(link.getFileName().toString()))
				.findFirst()
				.orElseThrow();
		}
	}

	private static boolean isLinkTo(String target, Path link) {
		try {
			return Files.readSymbolicLink(link).toString().equals(target);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
