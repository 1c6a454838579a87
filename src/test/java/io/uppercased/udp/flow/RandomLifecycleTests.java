package io.uppercased.udp.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.UdpTransportTests;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Starts, stops, closes and kills adapters in random order from several threads. A system
 * property sets another first seed or more rounds. A seed always gives the same order,
 * but not the same timing.
 */
@Isolated("counts threads and descriptors")
class RandomLifecycleTests {

	private static final int FIRST_SEED = Integer.getInteger("lifecycle.seed", 1);

	private static final int ROUNDS = Integer.getInteger("lifecycle.rounds", 3);

	private static final int ROUNDS_AT_ONCE = 12;

	private static final int THREADS = 3;

	private static final int STEPS = 5;

	@Test
	void everyOrderLeavesEachListenerRunningOrClosed() throws Exception {
		Set<Thread> threads = Thread.getAllStackTraces().keySet();
		long descriptors = descriptors();
		List<Callable<Void>> rounds = new ArrayList<>();
		for (int seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
			for (PortSharing sharing : new PortSharing[] { PortSharing.LATER, PortSharing.ANY }) {
				int current = seed;
				UdpTransportTests.transports()
					.forEach((transports) -> rounds.add(() -> run(transports, sharing, current)));
			}
		}
		try (ExecutorService executor = Executors.newFixedThreadPool(ROUNDS_AT_ONCE)) {
			assertThat(executor.invokeAll(rounds))
				.allSatisfy((round) -> assertThat(round).succeedsWithin(Duration.ZERO));
		}
		await().untilAsserted(() -> {
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !threads.contains(thread))
				.extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("udp-"));
			assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
		});
	}

	private static @Nullable Void run(Named<TransportFactory> transports, PortSharing sharing, int seed) {
		try {
			new Round(transports.getPayload(), sharing, seed).run();
			return null;
		}
		catch (Throwable ex) {
			throw new AssertionError("%s, %s, seed %d".formatted(transports.getName(), sharing, seed), ex);
		}
	}

	private static long descriptors() throws IOException {
		Path directory = Path.of("/proc/self/fd");
		if (!Files.exists(directory)) {
			return 0;
		}
		try (Stream<Path> open = Files.list(directory)) {
			return open.filter((link) -> isSocketOrSelector(link)).count();
		}
	}

	private static boolean isSocketOrSelector(Path link) {
		try {
			String target = Files.readSymbolicLink(link).toString();
			return target.startsWith("socket:") || target.startsWith("anon_inode:");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static final class Round {

		private final TestAdapter adapter;

		private final int seed;

		private final boolean deaths;

		private final boolean closes;

		private final AtomicBoolean closed = new AtomicBoolean();

		private final AtomicInteger callbacks = new AtomicInteger();

		Round(TransportFactory transports, PortSharing sharing, int seed) {
			this.seed = seed;
			this.deaths = seed % 2 == 0;
			this.closes = seed % 3 == 0;
			Duration lameDuck = Duration.ofMillis(10L * (seed % 4));
			this.adapter = TestAdapter.start(transports, sharing, new GracefulStop(lameDuck, Duration.ofSeconds(1)));
		}

		void run() {
			List<CompletableFuture<Integer>> running = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Random random = new Random(1000L * this.seed + i);
				running.add(CompletableFuture.supplyAsync(() -> steps(random), Thread::startVirtualThread));
			}
			int stops = running.stream().mapToInt(CompletableFuture::join).sum();
			await().untilAsserted(() -> assertThat(this.callbacks).hasValue(stops));
			if (!this.closed.get()) {
				endsWell();
			}
			this.adapter.close();
			this.adapter.assertClosed();
		}

		private void endsWell() {
			UdpIngress ingress = this.adapter.ingress();
			assertThat(ingress.isListening()).isEqualTo(ingress.isRunning());
			if (ingress.isRunning() && !this.deaths) {
				this.adapter.assertAnswers();
			}
			ingress.stop();
			this.adapter.assertClosed();
			ingress.start();
			this.adapter.assertAnswers();
		}

		/** Returns the number of stops with a callback. */
		private int steps(Random random) {
			int stops = 0;
			for (int i = 0; i < STEPS; i++) {
				switch (random.nextInt(10)) {
					case 0, 1, 2, 3 -> start();
					case 4, 5 -> this.adapter.ingress().stop();
					case 6, 7 -> {
						stops++;
						this.adapter.ingress().stop(this.callbacks::incrementAndGet);
					}
					case 8 -> kill(random);
					default -> close();
				}
			}
			return stops;
		}

		private void start() {
			try {
				this.adapter.ingress().start();
			}
			catch (IllegalStateException ex) {
				assertThat(this.closed).as(ex.toString()).isTrue();
			}
		}

		private void kill(Random random) {
			List<UdpTransport> sockets = this.adapter.ingress().transports();
			if (this.deaths && !sockets.isEmpty()) {
				sockets.get(random.nextInt(sockets.size())).close();
			}
		}

		private void close() {
			if (this.closes) {
				this.closed.set(true);
				this.adapter.close();
			}
		}

	}

}
