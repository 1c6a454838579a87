package io.uppercased.udp.background;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Writes log lines in order on a daemon thread, which ends when it is idle. Callers never
 * wait for the reader of the log: if the queue is full, a line is lost and counted.
 */
public final class BackgroundWriter {

	/** The maximum of the estimated bytes of all lines in the queue. */
	private static final int ROOM = 1024 * 1024;

	private static final int LINE_OVERHEAD = 512;

	private static final int STACK_TRACE = 16 * 1024;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(1);

	private final Semaphore room = new Semaphore(ROOM);

	private final AtomicLong lost = new AtomicLong();

	private final Consumer<String> lossReport;

	private final ThreadPoolExecutor thread;

	/**
	 * Creates a writer whose thread starts with the first line.
	 * @param lossReport writes the line that reports how many were lost
	 */
	public BackgroundWriter(String threadName, Consumer<String> lossReport) {
		this.lossReport = lossReport;
		this.thread = new ThreadPoolExecutor(1, 1, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				Thread.ofPlatform().daemon().name(threadName).factory());
		this.thread.allowCoreThreadTimeOut(true);
	}

	/**
	 * Writes a line later.
	 * @param message its text, whose size counts
	 * @param cause a throwable that is logged with it, or {@code null}
	 * @param line writes it
	 */
	public void write(String message, @Nullable Object cause, Runnable line) {
		long size = (long) LINE_OVERHEAD + message.length() + ((cause != null) ? STACK_TRACE : 0);
		int reserved = (int) Math.min(size, ROOM);
		if (!this.room.tryAcquire(reserved)) {
			this.lost.incrementAndGet();
			return;
		}
		try {
			this.thread.execute(() -> write(line, reserved));
		}
		catch (OutOfMemoryError ex) {
			// The system has no thread left.
			this.room.release(reserved);
			this.lost.incrementAndGet();
		}
	}

	private void write(Runnable line, int reserved) {
		try {
			line.run();
		}
		catch (Throwable ex) {
			this.lost.incrementAndGet();
		}
		this.room.release(reserved);
		if (this.thread.getQueue().isEmpty()) {
			reportLost();
		}
	}

	private void reportLost() {
		long count = this.lost.getAndSet(0);
		if (count > 0) {
			try {
				this.lossReport
					.accept("Lost %d log %s, because the log is read too slowly. Check the process that reads the log."
						.formatted(count, (count == 1) ? "line" : "lines"));
			}
			catch (Throwable ex) {
				this.lost.addAndGet(count);
			}
		}
	}

	/**
	 * Waits up to a second until the lines so far are written.
	 * @return whether they are written
	 */
	public boolean flush() {
		try {
			this.thread.submit(this::reportLost).get(FLUSH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException | OutOfMemoryError ex) {
			return false;
		}
	}

}
