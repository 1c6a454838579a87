package io.uppercased.client;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * The command line of the client. Without picocli's annotations, whose reading would take
 * a large part of the client's time.
 */
final class ClientOptions {

	private final OptionSpec host = option("--host", "NAME", String.class, "127.0.0.1",
			"Name or address of the server (default ${DEFAULT-VALUE}).");

	private final OptionSpec port = option("--port", "PORT", Integer.class, "12000",
			"UDP port of the server (default ${DEFAULT-VALUE}).");

	private final OptionSpec timeout = option("--timeout", "TIME", Duration.class, "1s",
			"How long to wait for the answer to the first try, and each time twice as long as before: 1ms to 1m "
					+ "(default ${DEFAULT-VALUE}).");

	private final OptionSpec retries = option("--retries", "N", Integer.class, "2",
			"How often to send a message again that was not answered: 0 to 10 (default ${DEFAULT-VALUE}).");

	private final OptionSpec repeat = option("--repeat", "N", Integer.class, null,
			"Send TEXT N times, without retries, whether answers come or not, and print the losses, the round-trip "
					+ "times, the longest silence, and who answered.");

	private final OptionSpec interval = option("--interval", "TIME", Duration.class, "1s",
			"With --repeat: time from one message to the next, such as 500us, 10ms or 1s, at most 1m "
					+ "(default ${DEFAULT-VALUE}).");

	private final OptionSpec ports = option("--ports", "N", Integer.class, "0",
			"With --repeat: how many ports to keep and send from in turn, at most 1000; messages then end with a "
					+ "number, and so must their answers. 0 takes a new port for each message (default ${DEFAULT-VALUE}).");

	private final PositionalParamSpec text = PositionalParamSpec.builder()
		.paramLabel("TEXT")
		.type(List.class)
		.auxiliaryTypes(String.class)
		.arity("0..*")
		.description("The message; words are joined by blanks.")
		.build();

	private final CommandLine commandLine;

	ClientOptions() {
		// Without this, picocli looks for Groovy in each jar of the jar.
		System.setProperty("picocli.disable.closures", "true");
		CommandSpec spec = CommandSpec.create()
			.name("java -jar uppercased.jar client")
			.versionProvider(new BuildVersion())
			.addOption(this.host)
			.addOption(this.port)
			.addOption(this.timeout)
			.addOption(this.retries)
			.addOption(this.repeat)
			.addOption(this.interval)
			.addOption(this.ports)
			.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Print this help.").build())
			.addOption(
					OptionSpec.builder("-V", "--version").versionHelp(true).description("Print the version.").build())
			.addPositional(this.text);
		spec.usageMessage()
			.sortOptions(false)
			.description("Sends text to a UDP server and prints what it answers. Without TEXT, each line of the "
					+ "standard input is a message.")
			.footer("Exit code: 0 if every message was answered (with --repeat: any), 1 if not, and standard error "
					+ "says why; 2 if the command line is not valid.");
		this.commandLine = new CommandLine(spec).registerConverter(Duration.class, new DurationConverter())
			.setExpandAtFiles(false);
	}

	private static OptionSpec option(String name, String label, Class<?> type, @Nullable String defaultValue,
			String description) {
		return OptionSpec.builder(name)
			.paramLabel(label)
			.type(type)
			.defaultValue(defaultValue)
			.description(description)
			.build();
	}

	/**
	 * Reads a command line and runs the client, or prints the help, the version, or what
	 * is not valid.
	 * @return the exit code
	 */
	int execute(String[] arguments, IntSupplier client, PrintStream out, PrintStream err) {
		return this.commandLine.setOut(new PrintWriter(out, true, out.charset()))
			.setErr(new PrintWriter(err, true, err.charset()))
			.setParameterExceptionHandler((ex, rest) -> {
				err.println(ex.getMessage() + "; --help says what is valid");
				return ExitCode.USAGE;
			})
			.setExecutionStrategy((parsed) -> {
				Integer help = CommandLine.executeHelpRequest(parsed);
				return (help != null) ? help : client.getAsInt();
			})
			.execute(Utf8Arguments.of(arguments));
	}

	/**
	 * Returns an exchange with the server.
	 * @throws UnknownHostException if its name has no address; the message says so
	 */
	UdpExchange newExchange() throws UnknownHostException {
		int serverPort = this.port.getValue();
		if (serverPort < 1 || serverPort > 65_535) {
			throw invalid("--port must be from 1 to 65535");
		}
		try {
			List<InetSocketAddress> servers = Stream.of(InetAddress.getAllByName(this.host.getValue()))
				.map((address) -> new InetSocketAddress(address, serverPort))
				.toList();
			return new UdpExchange(servers, this.timeout.getValue(),
					(this.repeat.getValue() != null) ? 0 : this.retries.getValue());
		}
		catch (UnknownHostException ex) {
			UnknownHostException named = new UnknownHostException("Unknown host " + this.host.getValue());
			named.initCause(ex);
			throw named;
		}
		catch (IllegalArgumentException ex) {
			throw invalid(ex.getMessage());
		}
	}

	/**
	 * Returns the message, or {@code null} if the command line holds none.
	 */
	byte @Nullable [] text() {
		List<String> words = this.text.getValue();
		if (words == null) {
			return null;
		}
		String message = String.join(" ", words);
		if (message.indexOf('\ufffd') >= 0) {
			throw invalid("TEXT is valid neither in UTF-8 nor in %s, the character set of the locale: pipe it in"
				.formatted(System.getProperty("sun.jnu.encoding")));
		}
		return message.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Returns what sends the message again and again, or {@code null} for an ordinary
	 * exchange.
	 */
	@Nullable OpenLoop newLoop(UdpExchange exchange) {
		Integer times = this.repeat.getValue();
		if (times == null) {
			refuse("needs --repeat", this.interval, this.ports);
			return null;
		}
		refuse("has no effect with --repeat", this.retries);
		byte[] message = text();
		if (times < 1 || message == null) {
			throw invalid("--repeat needs a number from 1, and a TEXT");
		}
		Duration pace = this.interval.getValue();
		if (pace.compareTo(Duration.ofMinutes(1)) > 0) {
			throw invalid("--interval must be at most 1m");
		}
		int kept = this.ports.getValue();
		if (kept < 0 || kept > 1000) {
			throw invalid("--ports must be from 0 to 1000");
		}
		return new OpenLoop(exchange, message, times, pace, kept);
	}

	private void refuse(String why, OptionSpec... options) {
		for (OptionSpec option : options) {
			if (this.commandLine.getParseResult().hasMatchedOption(option)) {
				throw invalid(option.longestName() + " " + why);
			}
		}
	}

	private ParameterException invalid(@Nullable String message) {
		return new ParameterException(this.commandLine, message);
	}

}
