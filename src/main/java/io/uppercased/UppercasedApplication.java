package io.uppercased;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts the service, and ends the process when the service is broken: a supervisor can
 * restart what has ended, but not what lingers deaf.
 */
@SpringBootApplication
public class UppercasedApplication {

	static void main(String[] args) {
		ConfigurableApplicationContext context = SpringApplication.run(UppercasedApplication.class, args);
		context.addApplicationListener((ApplicationListener<ApplicationEvent>) (event) -> {
			if (event instanceof AvailabilityChangeEvent<?> change && change.getState() == LivenessState.BROKEN) {
				Thread.ofPlatform().name("exit").start(() -> System.exit(SpringApplication.exit(context, () -> 1)));
			}
		});
	}

}
