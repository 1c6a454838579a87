package io.uppercased.client;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.uppercased.client.UdpExchange.Reply;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * The command-line client: sends a text, the lines of a pipe, or what a person types, and
 * prints the answers. On the thread that calls it, which of --repeat only sends.
 */
public final class Client {

	/** How long an end by Control-C may wait for the last answers. */
	private static final Duration LONGEST_END = Duration.ofSeconds(5);

	private final ClientOptions options;

	private final InputStream in;

	private final PrintStream out;

	private final PrintStream err;

	private Client(ClientOptions options, InputStream in, PrintStream out, PrintStream err) {
		this.options = options;
		this.in = in;
		this.out = out;
		this.err = err;
	}

	/**
	 * Runs the client to its end.
	 * @param arguments its command line
	 * @param in the messages, if the command line holds none; if this is
	 * {@link System#in} and a terminal, a person is asked for them
	 * @param out gets the answers
	 * @param err gets what went wrong
	 * @return the exit code for the process: 0, 1 or 2, as {@code --help} says
	 */
	public static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
		ClientOptions options = new ClientOptions();
		int exitCode = options.execute(arguments, new Client(options, in, out, err)::run, out, err);
		if (out.checkError()) {
			err.println("The standard output takes no more: it is full or closed");
			return ExitCode.SOFTWARE;
		}
		return exitCode;
	}

	private int run() {
		try {
			UdpExchange exchange = this.options.newExchange();
			OpenLoop loop = this.options.newLoop(exchange);
			if (loop != null) {
				return measure(loop);
			}
			byte[] text = this.options.text();
			if (text == null) {
				Console terminal = this.in.equals(System.in) ? StandardStreams.terminal() : null;
				return (terminal != null) ? askPerson(exchange, terminal) : sendLines(exchange);
			}
			print(exchange.exchange(text));
			return ExitCode.OK;
		}
		catch (IOException ex) {
			return failed(ex);
		}
	}

	// In UTF-8 whatever the locale, and as it came unless somebody may see it.
	private void print(Reply reply) {
		if (this.out.equals(System.out) && StandardStreams.outputIsTerminal()) {
			this.out.writeBytes(TerminalText.of(reply.payload()).getBytes(StandardCharsets.UTF_8));
		}
		else {
			this.out.write(reply.payload().array(), 0, reply.payload().limit());
		}
		this.out.println();
	}

	private int failed(Exception ex) {
		this.err.println(ex.getMessage());
		return ExitCode.SOFTWARE;
	}

	private int sendLines(UdpExchange exchange) throws IOException {
		if (this.in.equals(System.in) && StandardStreams.inputIsClosed()) {
			throw new IOException("The standard input is closed: give a TEXT, or lines to send");
		}
		InputLines lines = new InputLines(this.in);
		try {
			for (byte[] line = lines.next(); line != null; line = lines.next()) {
				print(exchange.exchange(line));
				if (this.out.checkError()) {
					return ExitCode.SOFTWARE;
				}
			}
			return ExitCode.OK;
		}
		catch (IOException ex) {
			throw new IOException("Line %d: %s".formatted(lines.number(), ex.getMessage()), ex);
		}
	}

	private int askPerson(UdpExchange exchange, Console terminal) {
		int exitCode = ExitCode.OK;
		for (String line = ask(terminal); line != null; line = ask(terminal)) {
			try {
				Reply reply = exchange.exchange(line.getBytes(StandardCharsets.UTF_8));
				terminal.printf("%s%n", TerminalText.of(reply.payload()));
			}
			catch (IOException ex) {
				exitCode = failed(ex);
			}
		}
		return exitCode;
	}

	private static @Nullable String ask(Console terminal) {
		try {
			return terminal.readLine("Input lowercase sentence: ");
		}
		catch (RuntimeException ex) {
			// Ctrl-C is an exception of a class that the JDK does not export.
			if (ex.getClass().getSimpleName().equals("UserInterruptException")) {
				return null;
			}
			throw ex;
		}
	}

	private int measure(OpenLoop loop) throws IOException {
		CountDownLatch told = new CountDownLatch(1);
		// After Control-C, too.
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			loop.end();
			try {
				told.await(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}));
		try {
			RoundTrips roundTrips = loop.run();
			roundTrips.losses().forEach((reason, count) -> this.err.printf("%s (%d times)%n", reason, count));
			this.out.println(roundTrips);
			this.out.flush();
			return roundTrips.isEmpty() ? ExitCode.SOFTWARE : ExitCode.OK;
		}
		finally {
			told.countDown();
		}
	}

}
