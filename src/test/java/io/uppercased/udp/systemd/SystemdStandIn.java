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
 * A process that keeps a UDP socket and starts the service with it, each time in a new
 * process, as systemd does.
 *
 * @param process the process
 * @param orders its commands
 * @param events its reports
 * @param port the socket's port on 127.0.0.1
 * @param address the address for notifications
 */
record SystemdStandIn(Process process, PrintWriter orders, BufferedReader events, int port,
		String address) implements AutoCloseable {

	/**
	 * Starts it without a service; skips the test if there is no Python.
	 * @param log the log file of the services
	 * @param arguments the command line of the services
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
			return abort("Skipped: python3 cannot be started: " + ex.getMessage());
		}
	}

	/**
	 * Sends a command.
	 * @param order {@code start}, {@code answer}, which empties the socket, or a signal
	 * to the service such as {@code TERM}
	 */
	void tell(String order) {
		this.orders.println(order);
	}

	/**
	 * Waits for a notification of the service, or for its end.
	 * @param beginning the first words of the event
	 * @return the event
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
