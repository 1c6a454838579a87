package io.uppercased;

import java.io.PrintStream;

import io.uppercased.client.Build;
import io.uppercased.udp.autoconfigure.PropertyDescription;

/** Prints the help and the version. */
final class ServiceHelp {

	private ServiceHelp() {
	}

	static void print(PrintStream out) {
		out.println("""
				Usage: %1$s [--PROPERTY=VALUE...]   runs the service
				       %1$s client [...]            runs the client, see client --help
				       %1$s --help | --version

				Properties, which can also be set in an application.yml and in the environment (UDP_PORT):
				""".formatted(Build.COMMAND));
		for (PropertyDescription property : PropertyDescription.readAll()) {
			String value = property.defaultValue().isEmpty() ? "" : "=" + property.defaultValue();
			out.printf("  --%s%s%n        %s%n", property.name(), value, property.description());
		}
		out.println("""
				  --server.port=8081
				        HTTP port of the live view, health and metrics

				The value after "=" is the default. Spring Boot's own properties can also be set.""");
	}

	static void printVersion(PrintStream out) {
		out.printf("%s, commit %s, Java %s (%s)%n", Build.VERSION, Build.COMMIT, Runtime.version(),
				System.getProperty("java.home"));
	}

}
