package io.uppercased;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.uppercased.testing.ServiceProcess;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process whose log is not read, or whose HTTP clients or collector hang, continues to
 * serve and ends in time.
 */
@Tag("process")
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class ExitTests {

	private static final int ENDED_BY_SIGTERM = 143;

	/** The service sets it 4 s after SIGTERM: with a drain timeout of 1 s. */
	private static final Duration DEADLINE = Duration.ofSeconds(6);

	private static final byte[] MALFORMED = { (byte) 0xff };

	@Test
	void nothingWaitsForAReaderOfTheLogAndLostLinesAreCountedWhenItIsReadAgain() throws Exception {
		try (ServiceProcess service = start("--logging.level.io.uppercased.udp.observe.DropLog=debug",
				"--logging.structured.format.console=ecs", "--logging.register-shutdown-hook=false")) {
			Listening listening = listening(service);
			service.fillLog();
			serves(listening);
			assertThat(service.await("WARN")).contains("Dropped 1 datagram: malformed");
			assertThat(service.await("Lost")).containsPattern("Lost \\d+ log lines");
			service.fillLog();
			serves(listening);
			endsInTime(service);
		}
	}

	@Test
	void nothingWaitsForAReaderOfTheLogFile(@TempDir Path directory) throws Exception {
		Path fifo = directory.resolve("fifo");
		new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
		try (FileChannel reader = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
				ServiceProcess service = start("--logging.file.name=" + fifo)) {
			assertThat(reader.isOpen()).isTrue();
			Listening listening = listening(service);
			ServiceProcess.fill(fifo.toString());
			serves(listening);
			endsInTime(service);
		}
	}

	@Test
	void neitherASlowHttpReaderNorAHungCollectorDelaysTheExit(@TempDir Path directory) throws Exception {
		Path page = Files.writeString(directory.resolve("page"), "{\"large\": true}" + " ".repeat(1_000_000));
		try (ServerSocket collector = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				ServiceProcess service = start("--management.otlp.metrics.export.enabled=true",
						"--management.otlp.metrics.export.url=http://127.0.0.1:" + collector.getLocalPort(),
						"--management.otlp.metrics.export.step=1s", "--management.otlp.metrics.export.read-timeout=1h",
						"--management.endpoint.sbom.application.location=file:" + page)) {
			Listening listening = listening(service);
			try (SocketChannel reader = SocketChannel.open()) {
				reader.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
				reader.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.webPort));
				reader.write(
						StandardCharsets.US_ASCII.encode("GET /actuator/sbom/application HTTP/1.1\r\nHost: a\r\n\r\n"));
				ByteBuffer status = ByteBuffer.allocate(12);
				while (status.hasRemaining() && reader.read(status) > 0) {
					// The rest of the response stays unread.
				}
				assertThat(status.flip()).isEqualTo(StandardCharsets.US_ASCII.encode("HTTP/1.1 200"));
				endsInTime(service);
			}
		}
	}

	private static ServiceProcess start(String... arguments) {
		String[] defaults = { "--udp.port=0", "--udp.drain-timeout=1s" };
		return ServiceProcess.start(Stream.of(defaults, arguments).flatMap(Stream::of).toArray(String[]::new));
	}

	private static Listening listening(ServiceProcess service) {
		String line = service.await("Listening on");
		Matcher ports = Pattern.compile("UDP port (\\d+).*http://[^/]+:(\\d+)/").matcher(line);
		assertThat(ports.find()).as(line).isTrue();
		return new Listening(Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
	}

	private static void serves(Listening listening) {
		sendMalformed(listening);
		int liveness = RestClient.create()
			.get()
			.uri("http://localhost:{port}/actuator/health/liveness", listening.webPort)
			.exchange((request, response) -> response.getStatusCode().value());
		assertThat(liveness).isEqualTo(200);
	}

	private static void sendMalformed(Listening listening) {
		try (UdpClient client = UdpClient.connected("127.0.0.1", listening.udpPort)) {
			for (int i = 0; i < 100; i++) {
				for (int j = 0; j < 30; j++) {
					client.send(MALFORMED);
				}
				assertThat(client.exchange("hello")).isEqualTo("HELLO");
			}
		}
	}

	private static void endsInTime(ServiceProcess service) throws InterruptedException {
		service.terminate();
		assertThat(service.process().waitFor(DEADLINE)).isTrue();
		assertThat(service.process().exitValue()).isEqualTo(ENDED_BY_SIGTERM);
	}

	private record Listening(int udpPort, int webPort) {

	}

}
