package io.uppercased.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A service in its own process, for what only a process can show: signals and exit codes.
 * Its log is read by the thread that waits for a line.
 *
 * @param process the process
 * @param log its log
 */
public record ServiceProcess(Process process, BufferedReader log) implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	/**
	 * Starts a service on a free HTTP port, with the transformer {@code uppercase}.
	 * @param arguments its command line
	 */
	public static ServiceProcess start(String... arguments) {
		String[] defaults = { "--server.port=0", "--udp.transformer=uppercase" };
		String[] all = Stream.of(defaults, arguments).flatMap(Stream::of).toArray(String[]::new);
		try {
			Process process = new ProcessBuilder(PackagedJar.serviceCommand(all)).redirectErrorStream(true).start();
			return new ServiceProcess(process, process.inputReader());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits for a line of the log.
	 * @param part a part of the line
	 * @return the line
	 */
	public String await(String part) {
		StringBuilder before = new StringBuilder();
		try {
			for (String line = this.log.readLine(); line != null; line = this.log.readLine()) {
				if (line.contains(part)) {
					return line;
				}
				before.append(line).append('\n');
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new AssertionError("'%s' is not among:%n%s".formatted(part, before));
	}

	/** Fills the pipe that the process logs to. Nobody reads it after that. */
	public void fillLog() throws IOException, InterruptedException {
		fill("/proc/" + this.process.pid() + "/fd/1");
	}

	/** Writes into a pipe until it is full. */
	public static void fill(String pipe) throws IOException, InterruptedException {
		Process dd = new ProcessBuilder("dd", "if=/dev/zero", "of=" + pipe, "oflag=nonblock", "conv=notrunc", "bs=1")
			.redirectErrorStream(true)
			.start();
		String output = new String(dd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (dd.waitFor() != 1 || !output.contains("temporarily unavailable")) {
			throw new IOException(output);
		}
	}

	/** Sends SIGTERM. */
	public void terminate() {
		// Process.destroy() would also close the stream of its output.
		this.process.toHandle().destroy();
	}

	/**
	 * Waits for the end of the process.
	 * @return its exit code
	 */
	public int exitCode() throws InterruptedException {
		if (!this.process.waitFor(TIMEOUT)) {
			throw new AssertionError("Still running after " + TIMEOUT);
		}
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
