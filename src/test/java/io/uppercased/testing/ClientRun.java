package io.uppercased.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.uppercased.client.Client;

/**
 * The command-line client, run to its end in this process.
 *
 * @param exitCode its exit code
 * @param out what it wrote on its standard output, with LF for line ends
 * @param err what it wrote on its standard error
 */
public record ClientRun(int exitCode, String out, String err) {

	/**
	 * Runs the client.
	 * @param input its standard input
	 * @param port the server's port
	 * @param arguments the rest of its command line
	 */
	public static ClientRun of(String input, int port, String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int exitCode = Client.run(
				Stream.concat(Stream.of("--port", String.valueOf(port)), Stream.of(arguments)).toArray(String[]::new),
				new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
				new PrintStream(out, true, StandardCharsets.US_ASCII),
				new PrintStream(err, true, StandardCharsets.UTF_8));
		return new ClientRun(exitCode, out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"),
				err.toString(StandardCharsets.UTF_8));
	}

}
