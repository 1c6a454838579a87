package io.uppercased.testing;

import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The service's web server with its health endpoint, without the UDP server. This needs a
 * third of the processor time.
 */
public final class TestWebServer {

	private TestWebServer() {
	}

	/**
	 * Starts a web server on a free port.
	 * @param arguments its command line
	 */
	public static ConfigurableApplicationContext start(String... arguments) {
		// The groups of application.yml contain the health of the UDP server.
		Stream<String> defaults = Stream.of("--server.port=0",
				"--management.endpoint.health.validate-group-membership=false");
		return new SpringApplicationBuilder(Web.class)
			.run(Stream.concat(defaults, Stream.of(arguments)).toArray(String[]::new));
	}

	/**
	 * Its auto-configurations are in the file with its name. Not annotated as a
	 * configuration, which the service would find.
	 */
	@ImportAutoConfiguration
	static class Web {

	}

}
