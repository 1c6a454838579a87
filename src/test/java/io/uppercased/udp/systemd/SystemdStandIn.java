package io.uppercased.udp.systemd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.uppercased.testing.PackagedJar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A process that keeps a UDP socket and starts the service with it, each time in a
 * process of its own, as systemd does.
 *
 * @param process the process
 * @param orders what it is to do
 * @param events what it says
 * @param port the socket's port on 127.0.0.1
 * @param address where it hears what the service tells
 */
record SystemdStandIn(Process process, PrintWriter orders, BufferedReader events, int port,
		String address) implements AutoCloseable {

	/**
	 * Starts it, and no service yet; skips the test where there is no Python.
	 * @param log where the services log to
	 * @param arguments the services' command line
	 */
	static SystemdStandIn start(Path log, String... arguments) throws IOException, URISyntaxException {
		Path script = Path.of(Objects.requireNonNull(SystemdStandIn.class.getResource("service_manager.py")).toURI());
		List<String> command = new ArrayList<>(List.of("python3", script.toString()));
		command.addAll(PackagedJar.serviceCommand(arguments));
		command.add("--udp.transformer=uppercase");
		ProcessBuilder python = new ProcessBuilder(command).redirectError(log.toFile());
		try {
			Process process = python.start();
			BufferedReader events = process.inputReader();
			String[] sockets = events.readLine().split(" ", -1);
			return new SystemdStandIn(process, new PrintWriter(process.outputWriter(), true), events,
					Integer.parseInt(sockets[0]), sockets[1]);
		}
		catch (IOException ex) {
			return abort("Skipped, for python3 cannot be started: " + ex.getMessage());
		}
	}

	/**
	 * Gives an order.
	 * @param order {@code start}, {@code answer}, which empties the socket, or a signal
	 * for the service such as {@code TERM}
	 */
	void tell(String order) {
		this.orders.println(order);
	}

	/**
	 * Waits for what the service tells systemd, or for its end.
	 * @param beginning how it begins
	 * @return all of it
	 */
	String await(String beginning) throws IOException {
		String event = this.events.readLine();
		while (event != null && !event.startsWith(beginning)) {
			assertThat(event).doesNotStartWith("exited");
			event = this.events.readLine();
		}
		return Objects.requireNonNull(event, "It has ended before: " + beginning);
	}

	@Override
	public void close() throws IOException {
		this.orders.close();
		this.process.onExit().join();
		this.events.close();
	}

}
