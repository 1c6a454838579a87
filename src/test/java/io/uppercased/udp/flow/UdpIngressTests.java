package io.uppercased.udp.flow;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationListener;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Starts and stops of the adapter. {@link RandomLifecycleTests} also runs with
 * {@link PortSharing#ANY}.
 */
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
@Execution(ExecutionMode.CONCURRENT)
class UdpIngressTests {

	private static final Duration LAME_DUCK = Duration.ofMillis(100);

	private static final GracefulStop NO_LAME_DUCK = new GracefulStop(Duration.ZERO, Duration.ofSeconds(1));

	private static final GracefulStop SHORT_LAME_DUCK = new GracefulStop(LAME_DUCK, Duration.ofSeconds(1));

	private static final Duration WITHIN = Duration.ofSeconds(10);

	private final TransportFactory transports;

	UdpIngressTests(TransportFactory transports) {
		this.transports = transports;
	}

	private TestAdapter adapter(GracefulStop gracefulStop) {
		return TestAdapter.start(this.transports, PortSharing.LATER, gracefulStop);
	}

	@Test
	void doesNotStartWithoutASubscriberOfItsChannel() {
		try (TestAdapter adapter = adapter(NO_LAME_DUCK)) {
			adapter.ingress().stop();
			DirectChannel bursts = adapter.context().getBean(DirectChannel.class);
			bursts.unsubscribe(TestAdapter.ECHO);
			assertThatExceptionOfType(FailureAnalyzedException.class).isThrownBy(adapter.ingress()::start)
				.satisfies((ex) -> assertThat(ex.analysis().getDescription())
					.contains("Nothing subscribes to 'bean 'bursts'"));
			adapter.assertClosed();
			bursts.subscribe(TestAdapter.ECHO);
			adapter.ingress().start();
			adapter.assertAnswers();
		}
	}

	@Test
	void startsAgainDuringAStop() throws InterruptedException {
		try (TestAdapter adapter = adapter(SHORT_LAME_DUCK)) {
			CountDownLatch stopped = new CountDownLatch(1);
			adapter.ingress().stop(stopped::countDown);
			adapter.ingress().start();
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(adapter.ingress().listenerStatus()).hasSize(2).allMatch(ListenerStatus::alive);
			assertThat(adapter.opened()).hasSize(4);
			adapter.assertAnswers();
			adapter.context().close();
			adapter.assertClosed();
		}
	}

	@Test
	void reopensItsSocketsUnlessItIsStopped() throws IOException {
		try (TestAdapter adapter = adapter(NO_LAME_DUCK)) {
			List<UdpTransport> before = List.copyOf(adapter.opened());
			adapter.ingress().reopen();
			assertThat(before).allSatisfy(
					(transport) -> assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(transport::poll));
			adapter.assertAnswers();
			adapter.ingress().stop();
			adapter.ingress().reopen();
			adapter.assertClosed();
		}
	}

	@Test
	void theCallbackOfAStopMayStartItAgain() {
		try (TestAdapter adapter = adapter(NO_LAME_DUCK)) {
			CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
			adapter.ingress().stop(() -> {
				adapter.ingress().start();
				started.complete(null);
			});
			assertThat(started).succeedsWithin(WITHIN);
			adapter.assertAnswers();
		}
	}

	@Test
	void aCloseWaitsForAStopInProgress() {
		Duration lameDuck = Duration.ofMillis(400);
		try (TestAdapter adapter = adapter(new GracefulStop(lameDuck, lameDuck)); UdpClient client = adapter.client()) {
			long start = System.nanoTime();
			adapter.ingress().stop(() -> {
			});
			CompletableFuture<Void> closing = CompletableFuture.runAsync(adapter::close, Thread::startVirtualThread);
			int answered = 0;
			while (System.nanoTime() - start < lameDuck.dividedBy(4).toNanos()) {
				assertThat(client.exchange("still here")).isEqualTo("still here");
				answered++;
			}
			assertThat(answered).isPositive();
			assertThat(closing).succeedsWithin(WITHIN);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(lameDuck);
			adapter.assertClosed();
		}
	}

	@Test
	void aStartThatFailsAfterItsThreadsRunLeavesNothingOpen() {
		try (TestAdapter adapter = adapter(NO_LAME_DUCK)) {
			adapter.ingress().stop();
			AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
			adapter.context().addApplicationListener((ApplicationListener<UdpServerListeningEvent>) (event) -> {
				switch (failure.get()) {
					case RuntimeException exception -> throw exception;
					case Error error -> throw error;
					case null, default -> {
					}
				}
			});
			for (Throwable thrown : new Throwable[] { new IllegalArgumentException(), new AssertionError() }) {
				failure.set(thrown);
				assertThatExceptionOfType(RuntimeException.class).isThrownBy(adapter.ingress()::start)
					.satisfiesAnyOf((ex) -> assertThat(ex).isSameAs(thrown), (ex) -> assertThat(ex).hasCause(thrown));
				assertThat(adapter.ingress().isRunning()).isFalse();
				adapter.assertClosed();
			}
			failure.set(null);
			adapter.ingress().start();
			adapter.assertAnswers();
		}
	}

	@Test
	void anInterruptedThreadCanStopAndStartIt() {
		try (TestAdapter adapter = adapter(SHORT_LAME_DUCK)) {
			long start = System.nanoTime();
			Thread.currentThread().interrupt();
			adapter.ingress().stop();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LAME_DUCK);
			adapter.ingress().start();
			assertThat(Thread.interrupted()).isTrue();
			adapter.assertAnswers();
		}
	}

	@Test
	void aStartIsRefusedAfterTheContextIsClosed() {
		TestAdapter adapter = adapter(NO_LAME_DUCK);
		adapter.close();
		assertThatIllegalStateException().isThrownBy(adapter.ingress()::start).withMessageContaining("closed");
		assertThat(adapter.ingress().isRunning()).isFalse();
		adapter.assertClosed();
	}

	@Test
	void aContextThatIsClosedDuringAStartLeavesNothingOpen() {
		try (TestAdapter adapter = adapter(SHORT_LAME_DUCK)) {
			adapter.ingress().stop();
			adapter.context()
				.addApplicationListener(
						(ApplicationListener<UdpServerListeningEvent>) (event) -> adapter.context().close());
			assertThatIllegalStateException().isThrownBy(adapter.ingress()::start);
			adapter.assertClosed();
		}
	}

	@Test
	void aLameDuckEndsWhenTheLastListenerDies() {
		try (TestAdapter adapter = adapter(new GracefulStop(WITHIN.multipliedBy(2), WITHIN))) {
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(adapter.ingress()::stop,
					Thread::startVirtualThread);
			adapter.opened().forEach((transport) -> transport.close());
			assertThat(stopping).succeedsWithin(WITHIN);
			adapter.ingress().start();
			adapter.opened().forEach((transport) -> transport.close());
			await().until(() -> adapter.ingress().listenerStatus().stream().noneMatch(ListenerStatus::alive));
			assertThat(CompletableFuture.runAsync(adapter::close, Thread::startVirtualThread)).succeedsWithin(WITHIN);
			adapter.assertClosed();
		}
	}

}
