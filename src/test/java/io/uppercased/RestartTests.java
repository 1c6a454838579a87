package io.uppercased;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.uppercased.testing.ServiceProcess;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A process that replaces another one under load, as described in docs/operations.md. */
@Tag("process")
@Order(4)
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
class RestartTests {

	private static final int CLIENTS = 4;

	/** Leaves the processes time to start. */
	private static final Duration PAUSE = Duration.ofMillis(10);

	private static final int ANSWERS = 200;

	private final AtomicBoolean end = new AtomicBoolean();

	private final AtomicInteger answered = new AtomicInteger();

	@Test
	void losesNothingOfEitherFamily() throws InterruptedException {
		try (ServiceProcess first = start(0)) {
			int port = port(first);
			try (ServiceProcess second = start(port); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
				second.await("Configuration files");
				List<CompletableFuture<Void>> load = IntStream.range(0, CLIENTS)
					.mapToObj((client) -> CompletableFuture
						.runAsync(() -> ask((client % 2 == 0) ? "127.0.0.1" : "::1", port), threads))
					.toList();
				try {
					assertThat(port(second)).isEqualTo(port);
					awaitAnswers(load);
					first.terminate();
					first.await("Stopped listening");
					assertThat(first.exitCode()).isEqualTo(143);
					awaitAnswers(load);
				}
				finally {
					this.end.set(true);
				}
				assertThat(load).allSatisfy((client) -> assertThat(client).succeedsWithin(UdpClient.TIMEOUT));
			}
		}
	}

	private static ServiceProcess start(int port) {
		return ServiceProcess.start("--udp.port=" + port, "--udp.reuse-port=true", "--udp.transport=linux",
				"--spring.main.web-application-type=none");
	}

	private static int port(ServiceProcess service) {
		String line = service.await("Listening on");
		return Integer.parseInt(line.replaceAll(".*UDP port (\\d+), which other processes may share.*", "$1"));
	}

	// The kernel chooses the process by the port, so each datagram has another port.
	private void ask(String host, int port) {
		while (!this.end.get()) {
			try (UdpClient client = UdpClient.connected(host, port)) {
				assertThat(client.exchange("hello")).isEqualTo("HELLO");
				this.answered.incrementAndGet();
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	private void awaitAnswers(List<CompletableFuture<Void>> load) {
		int before = this.answered.get();
		await().atMost(Duration.ofSeconds(60))
			.failFast("a client waits in vain",
					() -> load.stream().anyMatch(CompletableFuture::isCompletedExceptionally))
			.until(() -> this.answered.get() >= before + ANSWERS);
	}

}
