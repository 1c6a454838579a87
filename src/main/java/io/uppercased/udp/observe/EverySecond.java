package io.uppercased.udp.observe;

import java.time.Duration;

import io.uppercased.udp.flow.BackgroundLog;

import org.springframework.context.SmartLifecycle;

/**
 * Does what is due every second, on its own thread: a scheduler of the application may be
 * busy.
 */
final class EverySecond implements SmartLifecycle {

	private static final BackgroundLog logger = BackgroundLog.of(EverySecond.class);

	private final Runnable action;

	private volatile Thread thread = new Thread();

	EverySecond(Runnable action) {
		this.action = action;
	}

	@Override
	public void start() {
		this.thread = Thread.ofPlatform().daemon().name("udp-every-second").start(this::run);
	}

	private void run() {
		try {
			while (true) {
				runOnce();
				Thread.sleep(Duration.ofSeconds(1));
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
			logger.warn("What is due every second has failed", ex);
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
