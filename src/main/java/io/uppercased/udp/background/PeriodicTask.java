package io.uppercased.udp.background;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.context.SmartLifecycle;

/**
 * Runs an action periodically on its own thread, because a scheduler of the application
 * may be busy. After a failure it continues.
 */
public final class PeriodicTask implements SmartLifecycle {

	private static final BackgroundLog logger = BackgroundLog.of(PeriodicTask.class);

	private final String name;

	private final Duration interval;

	private final Runnable action;

	private volatile Thread thread = new Thread();

	/**
	 * Creates a task.
	 * @param name the name of its thread
	 * @param interval the time from the end of a run to the next
	 * @param action is interrupted by a stop
	 */
	public PeriodicTask(String name, Duration interval, Runnable action) {
		this.name = name;
		this.interval = interval;
		this.action = action;
	}

	@Override
	public void start() {
		Thread started = Thread.ofPlatform().daemon().name(this.name).unstarted(this::run);
		this.thread = started;
		started.start();
	}

	private void run() {
		while (isCurrent()) {
			try {
				this.action.run();
			}
			catch (RuntimeException ex) {
				if (isCurrent()) {
					logger.warn("The task '%s' failed, and runs again in %d ms".formatted(this.name,
							this.interval.toMillis()), ex);
				}
			}
			// Clear an interrupt left by the action, or the pause returns at once.
			Thread.interrupted();
			if (isCurrent()) {
				LockSupport.parkNanos(this.interval.toNanos());
			}
		}
	}

	private boolean isCurrent() {
		return this.thread.equals(Thread.currentThread());
	}

	@Override
	public void stop() {
		Thread stopped = this.thread;
		this.thread = new Thread();
		stopped.interrupt();
	}

	@Override
	public boolean isRunning() {
		return this.thread.isAlive();
	}

}
