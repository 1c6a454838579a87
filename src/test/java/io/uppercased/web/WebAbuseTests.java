package io.uppercased.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.uppercased.testing.TestService;
import io.uppercased.testing.TestWebServer;
import io.uppercased.udp.testing.UdpClient;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What clients of the web server can do to probes and to the service. */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the web server of WebAbuseTests")
class WebAbuseTests {

	/** Less than Tomcat's connection-timeout, after which it closes idle connections. */
	private static final int PROBE_TIMEOUT_MILLIS = 5000;

	private TestService service;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		Path large = Files.writeString(directory.resolve("page"), "{}" + " ".repeat(500_000));
		this.service = TestService.start("--udp.live-view.send=true",
				"--management.endpoint.sbom.application.location=file:" + large);
		// The first request initializes the servlet: seconds on a busy machine.
		RestClient.create()
			.get()
			.uri("http://localhost:{port}/actuator/sbom/application", this.service.webPort())
			.retrieve()
			.toBodilessEntity();
	}

	// Threads of the test before may still serve clients that are gone. While there are
	// 10 of them, each request that is not a probe is rejected.
	@BeforeEach
	void awaitIdleThreads() {
		WebServer server = ((WebServerApplicationContext) this.service.context()).getWebServer();
		assertThat(server).isInstanceOfSatisfying(TomcatWebServer.class, (tomcat) -> {
			Executor threads = tomcat.getTomcat().getConnector().getProtocolHandler().getExecutor();
			assertThat(threads).isInstanceOfSatisfying(ThreadPoolExecutor.class,
					(pool) -> await().until(() -> pool.getActiveCount() == 0));
		});
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	@ParameterizedTest
	@EnumSource
	void answersProbesDuringAbuse(Abuse abuse) throws IOException {
		answersProbes(abuse, this.service.webPort());
		try (UdpClient client = this.service.client()) {
			assertThat(client.exchange("hello")).isEqualTo("HELLO");
		}
	}

	@Test
	void servesOtherRequestsOnASingleThread() throws IOException {
		TomcatServerProperties properties = new TomcatServerProperties();
		properties.getThreads().setMax(1);
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		new WebServerConfiguration().protectProbes(properties).customize(factory);
		WebServer single = factory.getWebServer();
		single.start();
		try {
			assertThat(status(single.getPort(), "GET / HTTP/1.1")).as("there is no page, but a thread").isEqualTo(404);
		}
		finally {
			single.destroy();
		}
	}

	@Test
	void answersProbesOnASeparatePort() throws IOException {
		try (ConfigurableApplicationContext split = TestWebServer.start("--management.server.port=0",
				"--server.tomcat.max-connections=10")) {
			answersProbes(Abuse.NO_BODY,
					split.getEnvironment().getRequiredProperty("local.management.port", Integer.class));
		}
	}

	@ParameterizedTest
	@CsvSource({ "POST, multipart/form-data;boundary=a", "PUT, application/x-www-form-urlencoded" })
	void readsNoForms(String method, String type) throws IOException {
		assertThat(status(this.service.webPort(),
				"%s /actuator/health HTTP/1.1\r\nContent-Type: %s\r\nContent-Length: 1000000".formatted(method, type)))
			.isEqualTo(405);
	}

	@Test
	void sendsOneOfAHundredMessagesAndRefusesTheOthers() throws Exception {
		Callable<Integer> send = () -> status(this.service.webPort(),
				"POST /live-view/send HTTP/1.1\r\nContent-Type: application/octet-stream\r\nContent-Length: 1",
				new byte[] { (byte) 0xff });
		List<Integer> answers = new ArrayList<>();
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Integer>> sent = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				sent.add(clients.submit(send));
			}
			for (Future<Integer> answer : sent) {
				answers.add(answer.get());
			}
		}
		// 504: no reply. 429: another message waits. 503: no thread is left for the
		// request.
		assertThat(answers).isSubsetOf(504, 429, 503).contains(504, 429);
	}

	@Test
	void rejectsAMessageThatIsTooLong() throws IOException {
		assertThat(status(this.service.webPort(),
				"POST /live-view/send HTTP/1.1\r\nContent-Type: application/octet-stream\r\nContent-Length: 600000",
				new byte[600_000]))
			.isEqualTo(413);
	}

	private static void answersProbes(Abuse abuse, int port) throws IOException {
		List<SocketChannel> abusers = new ArrayList<>();
		try {
			for (int i = 0; i < abuse.connections; i++) {
				abusers.add(abuse.begin(port));
			}
			for (int round = 0; round < 3; round++) {
				assertThat(status(port, "GET /actuator/health/liveness HTTP/1.1")).isEqualTo(200);
				assertThat(status(port, "GET /actuator/health/readiness HTTP/1.1")).isEqualTo(200);
				for (SocketChannel abuser : abusers) {
					abuse.goOn(abuser);
				}
			}
		}
		finally {
			for (SocketChannel abuser : abusers) {
				abuser.close();
			}
		}
	}

	static int status(int port, String request, byte... body) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
			socket.getOutputStream().write((request + "\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().write(body);
			String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
			assertThat(answer).startsWith("HTTP/1.1 ");
			return Integer.parseInt(answer.substring(9));
		}
	}

	enum Abuse {

		SILENCE(400, "", ""),

		SLOW_HEADER(100, "GET / HTTP/1.1\r\nHost: a\r\nX: ", "a"),

		NO_BODY(100, "POST /actuator/health HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n", ""),

		SLOW_BODY(100, NO_BODY.beginning, "a"),

		SLOW_MESSAGE(100, """
				POST /live-view/send HTTP/1.1\r
				Host: a\r
				Content-Type: application/octet-stream\r
				Content-Length: 1000\r
				\r
				""", "a"),

		UNREAD_ANSWERS(100, "GET /actuator/sbom/application HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100), "");

		private final int connections;

		private final String beginning;

		private final String more;

		Abuse(int connections, String beginning, String more) {
			this.connections = connections;
			this.beginning = beginning;
			this.more = more;
		}

		SocketChannel begin(int port) throws IOException {
			SocketChannel channel = SocketChannel.open();
			channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
			channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			channel.configureBlocking(false);
			channel.write(ByteBuffer.wrap(this.beginning.getBytes(StandardCharsets.US_ASCII)));
			return channel;
		}

		void goOn(SocketChannel channel) {
			try {
				channel.write(ByteBuffer.wrap(this.more.getBytes(StandardCharsets.US_ASCII)));
			}
			catch (IOException ex) {
				// The service has ended the connection.
			}
		}

	}

}
