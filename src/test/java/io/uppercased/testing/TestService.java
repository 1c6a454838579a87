package io.uppercased.testing;

import java.util.stream.Stream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.UppercasedApplication;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.UdpClient;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A service for a test, on free ports, and its counters.
 *
 * @param context its application context
 */
public record TestService(ConfigurableApplicationContext context) implements AutoCloseable {

	/**
	 * Starts a service with the transformer {@code uppercase}, whatever application.yml
	 * chooses.
	 * @param arguments its command line, which may override address, ports and
	 * transformer
	 */
	public static TestService start(String... arguments) {
		return start(UppercasedApplication.class, arguments);
	}

	/** Starts a service with more beans. */
	public static TestService start(Class<?> configuration, String... arguments) {
		return start(new SpringApplicationBuilder(UppercasedApplication.class, configuration)
			.main(UppercasedApplication.class), arguments);
	}

	/**
	 * Starts only the UDP server and its meters, without a web server, Actuator and what
	 * belongs to the process. This needs a quarter of the processor time.
	 * @param arguments as for {@link #start(String...)}
	 */
	public static TestService startLibrary(String... arguments) {
		return startLibrary(Library.class, arguments);
	}

	/** Starts only the UDP server and its meters, with more beans. */
	public static TestService startLibrary(Class<?> configuration, String... arguments) {
		return start(new SpringApplicationBuilder(Library.class, configuration).web(WebApplicationType.NONE),
				arguments);
	}

	private static TestService start(SpringApplicationBuilder builder, String... arguments) {
		String[] defaults = { "--udp.address=127.0.0.1", "--udp.port=0", "--server.port=0",
				"--udp.transformer=uppercase" };
		return new TestService(builder.run(Stream.of(defaults, arguments)
			.flatMap(Stream::of)
			.filter((argument) -> isLast(argument, arguments))
			.toArray(String[]::new)));
	}

	// If an argument is given twice, Spring Boot reads both values as a list.
	private static boolean isLast(String argument, String... arguments) {
		String name = argument.substring(0, argument.indexOf('=') + 1);
		return Stream.of(arguments).noneMatch((other) -> other.startsWith(name) && !other.equals(argument));
	}

	public int port() {
		return this.context.getBean(UdpIngress.class).getPort();
	}

	public int webPort() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	public UdpClient client() {
		return UdpClient.unconnected("127.0.0.1", port());
	}

	public double received() {
		return count("udp.packets.received");
	}

	public double sent() {
		return count("udp.packets.sent");
	}

	public double dropped(String reason) {
		return meters().get("udp.packets.dropped").tag("reason", reason).functionCounter().count();
	}

	public double unanswered() {
		return count("udp.packets.unanswered");
	}

	public double allDropped() {
		return meters().get("udp.packets.dropped")
			.functionCounters()
			.stream()
			.mapToDouble(FunctionCounter::count)
			.sum();
	}

	public double overLimit() {
		return count("udp.packets.over.limit");
	}

	private double count(String name) {
		return meters().get(name).functionCounter().count();
	}

	private MeterRegistry meters() {
		return this.context.getBean(MeterRegistry.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Its auto-configurations are in the file with its name. Not annotated as a
	 * configuration, which the service would find.
	 */
	@ImportAutoConfiguration
	static class Library {

	}

}
