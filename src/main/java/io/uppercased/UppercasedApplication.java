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
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

/**
 * Starts the service, or the client if that is the first argument, or prints the help or
 * the version.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@ComponentScan(excludeFilters = { @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
		// The library is an auto-configuration, as in any other application.
		@Filter(type = FilterType.REGEX, pattern = "io\\.uppercased\\.udp\\..*") })
public class UppercasedApplication {

	static void main(String[] args) throws IOException {
		// The log and the transformed texts are the same on every host.
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
		ProcessExit.install(application);
		application.run(args);
	}

	private static void refuseUnlessOption(String argument) {
		if (!argument.startsWith("--")) {
			refuse(argument, "The only command is 'client', which must come first; options look like --udp.port=9999.");
		}
		// The client has a --port, for example. Spring Boot would ignore it here.
		String name = argument.substring(2).replaceFirst("=.*", "");
		if (!name.contains(".") && PropertyDescription.readAll()
			.stream()
			.anyMatch((property) -> property.name().equals("udp." + name))) {
			refuse(argument, "The property is --udp.%s.".formatted(name));
		}
	}

	private static void refuse(String argument, String advice) {
		System.err.printf("Unknown argument '%s'. %s See --help.%n", argument, advice);
		System.exit(2);
	}

}
