package io.uppercased;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Properties;

import io.uppercased.client.BuildVersion;
import io.uppercased.udp.autoconfigure.PropertyDescription;

/**
 * What the command line prints without starting the service.
 */
final class ServiceHelp {

	private ServiceHelp() {
	}

	static void print(PrintStream out) {
		out.println("""
				Usage: java -jar uppercased.jar [--PROPERTY=VALUE...]   runs the service
				       java -jar uppercased.jar client [...]            runs the client; client --help says how
				       java -jar uppercased.jar --help | --version

				Properties, which can be set in an application.yml and in the environment (UDP_PORT) as well:
				""");
		for (PropertyDescription property : PropertyDescription.readAll()) {
			String value = property.defaultValue().isEmpty() ? "" : "=" + property.defaultValue();
			out.printf("  --%s%s%n        %s%n", property.name(), value, property.description());
		}
		out.println("""
				  --server.port=8081
				        HTTP port of the live view, health and metrics

				What stands behind "=" is the default. Spring Boot's own properties can be set, too.""");
	}

	static void printVersion(PrintStream out) throws IOException {
		Properties git = new Properties();
		try (InputStream in = ServiceHelp.class.getResourceAsStream("/git.properties")) {
			if (in != null) {
				git.load(in);
			}
		}
		out.printf("%s, commit %s, Java %s (%s)%n", BuildVersion.read(),
				git.getProperty("git.commit.id.abbrev", "unknown"), Runtime.version(), System.getProperty("java.home"));
	}

}
