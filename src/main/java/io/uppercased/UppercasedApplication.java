package io.uppercased;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

import io.uppercased.client.Client;
import io.uppercased.udp.autoconfigure.PropertyDescription;
import io.uppercased.udp.transport.linux.MappedFiles;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

/**
 * Starts the service, or the client if that is the first argument, or prints what was
 * asked for. Ends the process when the service is broken: a supervisor can restart what
 * has ended, but not what lingers deaf.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@ComponentScan(excludeFilters = { @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
		// The library comes by auto-configuration, as in any other application.
		@Filter(type = FilterType.REGEX, pattern = "io\\.uppercased\\.udp\\..*") })
public class UppercasedApplication {

	static void main(String[] args) throws IOException {
		// What is logged, and what becomes of a text, is the same on every host.
		Locale.setDefault(Locale.ROOT);
		if (args.length > 0 && args[0].equals("client")) {
			String[] clientArguments = Arrays.copyOfRange(args, 1, args.length);
			System.exit(Client.run(clientArguments, System.in, System.out, System.err));
		}
		for (String argument : args) {
			switch (argument) {
				case "--help", "-h" -> {
					ServiceHelp.print(System.out);
					return;
				}
				case "--version", "-V" -> {
					ServiceHelp.printVersion(System.out);
					return;
				}
				default -> refuseUnlessOption(argument);
			}
		}
		// First, because memory is tightest during the start.
		MappedFiles.readByThePage();
		SpringApplication application = new SpringApplication(UppercasedApplication.class);
		StopAtSignal.install(application);
		BackgroundAppender.install(application);
		ExitDeadline.install(application);
		application.addListeners(new ExitWhenBroken());
		application.run(args);
	}

	private static void refuseUnlessOption(String argument) {
		if (!argument.startsWith("--")) {
			refuse(argument, "The only word is 'client', which comes first; options are written --udp.port=9999.");
		}
		// The client's --port, for example, which Spring Boot would take for a property
		// of somebody's own.
		String name = argument.substring(2).replaceFirst("=.*", "");
		if (!name.contains(".") && PropertyDescription.isName("udp." + name)) {
			refuse(argument, "The property is --udp.%s.".formatted(name));
		}
	}

	private static void refuse(String argument, String words) {
		System.err.printf("'%s' means nothing here. %s --help says more.%n", argument, words);
		System.exit(2);
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
