package io.uppercased.udp.flow;

import java.time.Duration;

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
		this.thread = Thread.ofPlatform().daemon().name(this.name).start(this::run);
	}

	private void run() {
		try {
			while (!Thread.currentThread().isInterrupted()) {
				runOnce();
				Thread.sleep(this.interval);
			}
		}
		catch (InterruptedException ex) {
			// It is stopped.
		}
	}

	private void runOnce() {
		try {
			this.action.run();
		}
		catch (RuntimeException ex) {
			logger.warn("The task '%s' failed, and runs again in %s".formatted(this.name, this.interval), ex);
		}
	}

	@Override
	public void stop() {
		this.thread.interrupt();
	}

	@Override
	public boolean isRunning() {
		return this.thread.isAlive();
	}

}
