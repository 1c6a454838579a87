package io.uppercased.udp.flow;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Writes log lines in order on a daemon thread, which ends when it is idle. No caller
 * waits for the reader of the log: a line that finds no room is lost and counted.
 */
public final class BackgroundWriter {

	/** What the waiting lines may occupy, estimated in bytes. */
	private static final int ROOM = 1024 * 1024;

	private static final int LINE_OVERHEAD = 512;

	private static final int STACK_TRACE = 16 * 1024;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final Semaphore room = new Semaphore(ROOM);

	private final AtomicLong lost = new AtomicLong();

	private final Consumer<String> lossReport;

	private final ThreadPoolExecutor thread;

	/**
	 * Creates a writer. Its thread starts with the first line.
	 * @param threadName the name of the thread
	 * @param lossReport writes a line that says how many were lost, when the thread can
	 * write again
	 */
	public BackgroundWriter(String threadName, Consumer<String> lossReport) {
		this.lossReport = lossReport;
		this.thread = new ThreadPoolExecutor(1, 1, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				Thread.ofPlatform().daemon().name(threadName).factory());
		this.thread.allowCoreThreadTimeOut(true);
	}

	/**
	 * Writes a line later.
	 * @param message the text of the line
	 * @param cause what is logged with it
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
		catch (RejectedExecutionException | OutOfMemoryError ex) {
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
					.accept(("Lost %d log %s, because the log was written more slowly than lines came. Check "
							+ "what reads the log.")
						.formatted(count, (count == 1) ? "line" : "lines"));
			}
			catch (Throwable ex) {
				this.lost.addAndGet(count);
			}
		}
	}

	/**
	 * Waits until the lines so far are written.
	 * @param timeout how long to wait
	 * @return whether they are written
	 */
	public boolean flush(Duration timeout) {
		try {
			this.thread.submit(this::reportLost).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
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
