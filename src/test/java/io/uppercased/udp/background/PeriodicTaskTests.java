package io.uppercased.udp.background;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A task that runs periodically on its own thread, at its stop. */
class PeriodicTaskTests {

	@Test
	void endsAtAStopDuringItsAction() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		AtomicReference<Thread> thread = new AtomicReference<>();
		PeriodicTask task = new PeriodicTask("test", Duration.ofHours(1), () -> {
			thread.set(Thread.currentThread());
			running.countDown();
			awaitUninterruptibly(stopped);
			Thread.interrupted();
		});
		task.start();
		running.await();
		task.stop();
		stopped.countDown();
		assertThat(thread.get().join(Duration.ofSeconds(10))).isTrue();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

}
