package io.uppercased.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts the jar that the build has packaged. It is extracted once, which halves the time
 * of a start.
 */
public final class PackagedJar {

	/** The jar as users get it. */
	public static final Path FILE = Path.of("target", "uppercased.jar").toAbsolutePath();

	private static final Path DIRECTORY = Path.of("target", "extracted").toAbsolutePath();

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private static final List<String> OPTIONS = List.of(JAVA, "--enable-native-access=ALL-UNNAMED",
			"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	static {
		if (!Files.exists(FILE)) {
			throw new IllegalStateException("There is no " + FILE + "; run: mvn package");
		}
		run(JAVA, "-Djarmode=tools", "-jar", FILE.toString(), "extract", "--force", "--destination",
				DIRECTORY.toString());
	}

	private PackagedJar() {
	}

	/**
	 * Returns a command that starts the jar.
	 * @param arguments options of the JVM such as {@code -Dname=value}, then its command
	 * line
	 */
	public static List<String> command(String... arguments) {
		Stream<String> options = Stream.of(arguments).filter(PackagedJar::isOption);
		Stream<String> others = Stream.of(arguments).filter((argument) -> !isOption(argument));
		return Stream
			.of(OPTIONS.stream(), options, Stream.of("-jar", DIRECTORY.resolve("uppercased.jar").toString()), others)
			.flatMap((part) -> part)
			.toList();
	}

	/**
	 * Returns a command that starts the jar as a service, with an AOT cache, which halves
	 * the time again.
	 * @param arguments its command line
	 */
	public static List<String> serviceCommand(String... arguments) {
		return command(
				Stream.concat(Stream.of("-XX:AOTCache=" + AotCache.FILE), Stream.of(arguments)).toArray(String[]::new));
	}

	private static boolean isOption(String argument) {
		return argument.matches("-[DX].*");
	}

	private static void run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = String.join("\n", process.inputReader().readAllLines());
			if (process.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The cache, which a service makes that starts and ends. */
	private static final class AotCache {

		static final Path FILE = DIRECTORY.resolve("uppercased.aot");

		static {
			try {
				Files.deleteIfExists(FILE);
				Process service = new ProcessBuilder(
						command("-XX:AOTCacheOutput=" + FILE, "-Xlog:aot=off", "--udp.port=0", "--server.port=0"))
					.redirectErrorStream(true)
					.start();
				try (BufferedReader log = service.inputReader()) {
					String line = log.readLine();
					while (line != null && !line.contains("Listening on")) {
						line = log.readLine();
					}
					service.toHandle().destroy();
					String rest = String.join("\n", log.readAllLines());
					if (!Files.exists(FILE)) {
						throw new IllegalStateException("There is no AOT cache: " + rest);
					}
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
