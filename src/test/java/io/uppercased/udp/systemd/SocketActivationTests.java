package io.uppercased.udp.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;

import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A socket that exists before and after the service. */
@Tag("process")
@Order(5)
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
class SocketActivationTests {

	private static final int BURST_SIZE = 64;

	@Test
	void aSocketOutlivesTwoProcessesAndNoDatagramIsLost(@TempDir Path directory) throws Exception {
		try (SystemdStandIn systemd = SystemdStandIn.start(directory.resolve("log"),
				"--spring.main.web-application-type=none"); Load load = new Load(systemd.port())) {
			start(systemd, load);
			systemd.tell("TERM");
			assertThat(systemd.await("told STOPPING=1")).contains("EXTEND_TIMEOUT_USEC=6000000");
			assertThat(systemd.await("exited")).isEqualTo("exited 143");
			start(systemd, load);
			load.pause(true);
			await().untilAsserted(() -> assertThat(load.missing()).isZero());
			load.pause(false);
			load.awaitAnswers(1000);
			systemd.tell("KILL");
			assertThat(systemd.await("exited")).isEqualTo("exited -9");
			load.pause(true);
			systemd.tell("answer");
			systemd.await("answered");
			await().untilAsserted(() -> assertThat(load.missing()).isLessThanOrEqualTo(BURST_SIZE));
		}
	}

	private static void start(SystemdStandIn systemd, Load load) throws IOException {
		systemd.tell("start");
		assertThat(systemd.await("told READY=1")).endsWith("STATUS=Answering on UDP port " + systemd.port());
		load.awaitAnswers(1000);
	}

	/**
	 * A client that sends numbered messages each millisecond, and waits while too many
	 * have no answer.
	 */
	private static final class Load implements AutoCloseable {

		/** What a receive buffer of 208 KiB, the kernel's default, can hold. */
		private static final int MOST_MISSING = 200;

		private final UdpClient client;

		private final BitSet answered = new BitSet();

		private int sent;

		private volatile int answers;

		private volatile int missing;

		private volatile boolean paused;

		private volatile boolean closed;

		private final CompletableFuture<Void> running;

		Load(int port) {
			this.client = UdpClient.connected("127.0.0.1", port);
			this.running = CompletableFuture.runAsync(this::run, Thread::startVirtualThread);
		}

		private void run() {
			while (!this.closed) {
				for (int i = 0; i < 4 && !this.paused && this.missing < MOST_MISSING; i++) {
					this.client.send("message " + this.sent++);
				}
				byte[] answer = this.client.receive(Duration.ofMillis(1));
				for (; answer != null; answer = this.client.receive(Duration.ofMillis(1))) {
					String text = new String(answer, StandardCharsets.US_ASCII);
					assertThat(text).startsWith("MESSAGE ");
					this.answered.set(Integer.parseInt(text.substring("MESSAGE ".length())));
				}
				this.answers = this.answered.cardinality();
				this.missing = this.sent - this.answers;
			}
		}

		void awaitAnswers(int more) {
			int before = this.answers;
			await().atMost(Duration.ofSeconds(30)).until(() -> this.running.isDone() || this.answers > before + more);
		}

		void pause(boolean paused) {
			this.paused = paused;
		}

		int missing() {
			return this.missing;
		}

		@Override
		public void close() {
			this.closed = true;
			this.running.join();
			this.client.close();
		}

	}

}
