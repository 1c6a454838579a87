package io.uppercased.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.uppercased.client.UdpExchange.Reply;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * The command-line client: sends a text, the lines of a pipe, or what a person types, and
 * prints the answers.
 */
public final class Client {

	/** One byte more than a datagram holds, and the CR of the line end. */
	private static final int MAX_LINE = UdpExchange.MAX_MESSAGE + 2;

	private final ClientOptions options = new ClientOptions();

	private final InputStream in;

	private final PrintStream out;

	private final PrintStream err;

	private Client(InputStream in, PrintStream out, PrintStream err) {
		this.in = in;
		this.out = out;
		this.err = err;
	}

	/**
	 * Runs the client on the calling thread.
	 * @param arguments its command line
	 * @param in the messages, if the command line has none; if this is {@link System#in}
	 * and a terminal, the client prompts for them
	 * @return the exit code for the process: 0, 1 or 2, as {@code --help} says
	 */
	public static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
		Client client = new Client(in, out, err);
		int exitCode = client.options.execute(arguments, client::run, out, err);
		if (out.checkError()) {
			err.println("Cannot write to the standard output: it is full or closed");
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
			String text = this.options.text();
			if (text != null) {
				print(exchange.exchange(text));
				return ExitCode.OK;
			}
			Console terminal = this.in.equals(System.in) ? Terminal.open() : null;
			return (terminal != null) ? askPerson(exchange, terminal) : sendLines(exchange);
		}
		catch (IOException ex) {
			this.err.println(ex.getMessage());
			return ExitCode.SOFTWARE;
		}
	}

	// To a terminal in UTF-8, in any locale; otherwise byte for byte.
	private void print(Reply reply) {
		boolean terminal = this.out.equals(System.out) && Terminal.isOutput();
		this.out.writeBytes(terminal ? Terminal.escape(reply.bytes()).getBytes(StandardCharsets.UTF_8)
				: reply.bytes().getBytes(StandardCharsets.ISO_8859_1));
		this.out.println();
	}

	private int sendLines(UdpExchange exchange) throws IOException {
		if (this.in.equals(System.in) && Terminal.isInputClosed()) {
			throw new IOException("The standard input is closed: give a TEXT, or lines to send");
		}
		InputStream lines = new BufferedInputStream(this.in);
		for (int number = 1; !this.out.checkError(); number++) {
			try {
				byte[] line = readLine(lines);
				if (line == null) {
					return ExitCode.OK;
				}
				print(exchange.exchange(line));
			}
			catch (IOException ex) {
				throw new IOException("Line %d: %s".formatted(number, ex.getMessage()), ex);
			}
		}
		return ExitCode.SOFTWARE;
	}

	/**
	 * Reads a line without its LF or CR LF. Stops reading when the line is too long.
	 * Returns {@code null} at the end of the input.
	 */
	private static byte @Nullable [] readLine(InputStream lines) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int next = lines.read();
		if (next < 0) {
			return null;
		}
		while (next >= 0 && next != '\n' && line.size() < MAX_LINE) {
			line.write(next);
			next = lines.read();
		}
		byte[] bytes = line.toByteArray();
		boolean endsWithReturn = next == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
		return endsWithReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
	}

	private int askPerson(UdpExchange exchange, Console terminal) {
		int exitCode = ExitCode.OK;
		for (String line = ask(terminal); line != null; line = ask(terminal)) {
			try {
				terminal.printf("%s%n", Terminal.escape(exchange.exchange(line).bytes()));
			}
			catch (IOException ex) {
				this.err.println(ex.getMessage());
				exitCode = ExitCode.SOFTWARE;
			}
		}
		return exitCode;
	}

	private static @Nullable String ask(Console terminal) {
		try {
			return terminal.readLine("Input lowercase sentence: ");
		}
		catch (RuntimeException ex) {
			// Control-C; the JDK does not export this class.
			if (ex.getClass().getSimpleName().equals("UserInterruptException")) {
				return null;
			}
			throw ex;
		}
	}

	private int measure(OpenLoop loop) throws IOException {
		AtomicBoolean ended = new AtomicBoolean();
		CompletableFuture<Boolean> printed = new CompletableFuture<>();
		// Prints the result after Control-C, too, if the last answers come soon.
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			ended.set(true);
			printed.completeOnTimeout(false, 5, TimeUnit.SECONDS).join();
		}));
		try {
			loop.run(ended);
			RoundTrips roundTrips = loop.roundTrips();
			roundTrips.losses().forEach((reason, count) -> this.err.printf("%s (%d times)%n", reason, count));
			this.out.println(roundTrips);
			this.out.flush();
			return roundTrips.isEmpty() ? ExitCode.SOFTWARE : ExitCode.OK;
		}
		finally {
			printed.complete(true);
		}
	}

}
