package io.uppercased;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationListener;

/**
 * Starts the service, and ends the process when the service is broken: a supervisor can
 * restart what has ended, but not what lingers deaf.
 */
@SpringBootApplication
public class UppercasedApplication {

	static void main(String[] args) {
		SpringApplication application = new SpringApplication(UppercasedApplication.class);
		application.addListeners(new ExitWhenBroken());
		application.run(args);
	}

	private static final class ExitWhenBroken implements ApplicationListener<AvailabilityChangeEvent<LivenessState>> {

		// On a thread of its own, for the exit waits until the context is closed.
		@Override
		public void onApplicationEvent(AvailabilityChangeEvent<LivenessState> event) {
			if (event.getState() == LivenessState.BROKEN) {
				new Thread(() -> System.exit(1), "exit").start();
			}
		}

	}

}
