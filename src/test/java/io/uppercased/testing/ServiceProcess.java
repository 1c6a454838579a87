package io.uppercased.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.stream.Stream;

import io.uppercased.Launcher;

/**
 * A service in a process of its own, for what a process alone can show: signals and exit
 * codes. Its output is read on the thread that asks for it.
 *
 * @param process the process
 * @param log what it says
 */
public record ServiceProcess(Process process, BufferedReader log) implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	/**
	 * Starts a service on a free HTTP port.
	 * @param arguments its command line
	 */
	public static ServiceProcess start(String... arguments) {
		String[] java = { ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1",
				"--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
				Launcher.class.getName(), "--server.port=0" };
		try {
			Process process = new ProcessBuilder(Stream.of(java, arguments).flatMap(Stream::of).toArray(String[]::new))
				.redirectErrorStream(true)
				.start();
			return new ServiceProcess(process, process.inputReader());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits for a line of the log.
	 * @param part what is in it
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

	/**
	 * Sends SIGTERM.
	 */
	public void terminate() {
		// The process itself would close its output.
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
