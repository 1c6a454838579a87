package io.uppercased.client;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line of the client. picocli's annotations would cost a third more processor
 * time for the whole run.
 */
final class ClientOptions {

	private static final Pattern DURATION = Pattern.compile("(\\d{1,8})(us|ms|s|m)");

	private static final Map<String, ChronoUnit> UNITS = Map.of("us", ChronoUnit.MICROS, "ms", ChronoUnit.MILLIS, "s",
			ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES);

	static {
		// Without this, picocli looks for Groovy in each jar of the jar.
		System.setProperty("picocli.disable.closures", "true");
	}

	private final CommandSpec spec = CommandSpec.create().versionProvider(() -> new String[] { Build.VERSION });

	private final OptionSpec host = option("--host", "NAME", String.class, "127.0.0.1",
			"Name or address of the server");

	private final OptionSpec port = option("--port", "PORT", Integer.class, "12000", "UDP port of the server");

	private final OptionSpec timeout = option("--timeout", "TIME", Duration.class, "1s",
			"How long to wait for an answer, 1ms to 1m; each further try waits twice as long");

	private final OptionSpec retries = option("--retries", "N", Integer.class, "2",
			"How often to send an unanswered message again: 0 to 10");

	private final OptionSpec repeat = option("--repeat", "N", Integer.class, null,
			"Send TEXT N times, without retries, whether answers come or not, and print the losses, the round-trip "
					+ "times, the longest silence (the longest gap between two answered messages, with --ports: of one "
					+ "port), and who answered");

	private final OptionSpec interval = option("--interval", "TIME", Duration.class, "1s",
			"With --repeat: time from one message to the next, such as 500us, 10ms or 1s, at most 1m");

	private final OptionSpec ports = option("--ports", "N", Integer.class, "0",
			"With --repeat: how many ports to send from in turn, at most 1000; messages then end with a number, and so "
					+ "must their answers. 0 uses a new port for each message");

	private final PositionalParamSpec text = PositionalParamSpec.builder()
		.paramLabel("TEXT")
		.type(String[].class)
		.arity("0..*")
		.description("The message; words are joined by blanks.")
		.build();

	private final CommandLine commandLine;

	ClientOptions() {
		this.spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Print this help.").build())
			.addOption(
					OptionSpec.builder("-V", "--version").versionHelp(true).description("Print the version.").build())
			.addPositional(this.text)
			.usageMessage()
			.sortOptions(false)
			.description("Sends text to a UDP server and prints what it answers. Without TEXT, each line of the "
					+ "standard input is a message.")
			.footer("Exit code: 0 if every message was answered (with --repeat: at least one), 1 if not, and standard error "
					+ "says why; 2 if the command line is not valid.");
		this.commandLine = new CommandLine(this.spec).registerConverter(Duration.class, ClientOptions::duration)
			.setExpandAtFiles(false);
	}

	private OptionSpec option(String name, String label, Class<?> type, @Nullable String defaultValue,
			String description) {
		OptionSpec option = OptionSpec.builder(name)
			.paramLabel(label)
			.type(type)
			.defaultValue(defaultValue)
			.description(description + ((defaultValue != null) ? " (default ${DEFAULT-VALUE})." : "."))
			.build();
		this.spec.addOption(option);
		return option;
	}

	private static Duration duration(String value) {
		Matcher matcher = DURATION.matcher(value);
		if (matcher.matches()) {
			Duration duration = Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
			if (duration.compareTo(Duration.ofMinutes(1)) <= 0) {
				return duration;
			}
		}
		throw new TypeConversionException(
				"'%s' is not a duration such as 500us, 10ms, 1s or 1m, and at most 1m".formatted(value));
	}

	/**
	 * Reads a command line and runs the client, or prints the help, the version, or what
	 * is not valid. Returns the exit code.
	 */
	int execute(String[] arguments, IntSupplier client, PrintStream out, PrintStream err) {
		return this.commandLine.setOut(new PrintWriter(out, true, out.charset()))
			.setParameterExceptionHandler((ex, rest) -> {
				err.println(ex.getMessage() + "; --help says what is valid");
				return ExitCode.USAGE;
			})
			.setExecutionStrategy((parsed) -> {
				if (parsed.isUsageHelpRequested()) {
					this.spec.name(Build.COMMAND + " client");
				}
				Integer help = CommandLine.executeHelpRequest(parsed);
				return (help != null) ? help : client.getAsInt();
			})
			.execute(Utf8Arguments.of(arguments));
	}

	UdpExchange newExchange() throws UnknownHostException {
		int serverPort = number(this.port, 1, 65_535);
		Duration wait = this.timeout.getValue();
		if (wait.compareTo(Duration.ofMillis(1)) < 0) {
			throw invalid("--timeout must be from 1 ms to 1 minute");
		}
		int tries = (this.repeat.getValue() != null) ? 1 : 1 + number(this.retries, 0, 10);
		try {
			Stream<InetAddress> addresses = Stream.of(InetAddress.getAllByName(this.host.getValue()));
			return new UdpExchange(addresses.map((address) -> new InetSocketAddress(address, serverPort)).toList(),
					wait, tries);
		}
		catch (UnknownHostException ex) {
			throw new UnknownHostException("Unknown host " + this.host.getValue());
		}
	}

	@Nullable String text() {
		String @Nullable [] words = this.text.getValue();
		if (words == null) {
			return null;
		}
		String message = String.join(" ", words);
		if (message.contains("\ufffd")) {
			throw invalid("TEXT is valid neither in UTF-8 nor in %s, the character set of the locale: pipe it in"
				.formatted(System.getProperty("sun.jnu.encoding")));
		}
		return message;
	}

	// Returns null without --repeat.
	@Nullable OpenLoop newLoop(UdpExchange exchange) {
		Integer times = this.repeat.getValue();
		if (times == null) {
			refuse("needs --repeat", this.interval, this.ports);
			return null;
		}
		refuse("has no effect with --repeat", this.retries);
		String message = text();
		if (times < 1 || message == null) {
			throw invalid("--repeat needs a number from 1, and a TEXT");
		}
		return new OpenLoop(exchange, message, times, this.interval.getValue(), number(this.ports, 0, 1000));
	}

	private void refuse(String why, OptionSpec... options) {
		for (OptionSpec option : options) {
			if (this.commandLine.getParseResult().hasMatchedOption(option)) {
				throw invalid(option.longestName() + " " + why);
			}
		}
	}

	private int number(OptionSpec option, int min, int max) {
		int value = option.getValue();
		if (value < min || value > max) {
			throw invalid("%s must be from %d to %d".formatted(option.longestName(), min, max));
		}
		return value;
	}

	private ParameterException invalid(String message) {
		return new ParameterException(this.commandLine, message);
	}

}
