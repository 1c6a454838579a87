package io.uppercased;

import java.time.Duration;

import io.uppercased.udp.flow.GracefulStop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Ends the process when the service is broken, so that a supervisor restarts it. Halts
 * the process 2 s after the longest graceful stop: an HTTP client, a metrics collector or
 * the log may block the exit. The thread that halts it acquires no lock and writes no
 * log.
 */
final class ProcessExit implements ApplicationListener<ApplicationEvent> {

	/** With the default drain timeout the process ends within the 10 s of docker stop. */
	private static final Duration MARGIN = Duration.ofSeconds(2);

	private static final int ENDED_BY_SIGTERM = 143;

	private volatile Duration gracefulStop = Duration.ZERO;

	private volatile int exitCode = ENDED_BY_SIGTERM;

	private ProcessExit() {
	}

	static void install(SpringApplication application) {
		ProcessExit exit = new ProcessExit();
		application.addListeners(exit);
		Thread.Builder timer = Thread.ofPlatform().daemon().name("exit-deadline");
		Runtime.getRuntime().addShutdownHook(new Thread(() -> timer.start(exit::haltLater)));
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		switch (event) {
			case ContextRefreshedEvent refreshed ->
				this.gracefulStop = refreshed.getApplicationContext().getBean(GracefulStop.class).maxDuration();
			case ApplicationFailedEvent _ -> this.exitCode = 1;
			case AvailabilityChangeEvent<?> changed when changed.getState() == LivenessState.BROKEN -> {
				this.exitCode = 1;
				// On its own thread, because the exit waits until the context is closed.
				new Thread(() -> System.exit(1), "exit").start();
			}
			default -> {
			}
		}
	}

	private void haltLater() {
		try {
			Thread.sleep(MARGIN);
			// Read only now, because a start in progress may have set it in the meantime.
			Thread.sleep(this.gracefulStop);
		}
		catch (InterruptedException ex) {
			// Nothing interrupts this thread.
		}
		Runtime.getRuntime().halt(this.exitCode);
	}

}
