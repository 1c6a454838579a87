package io.uppercased;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/**
 * Stops the start if a configuration file exists but cannot be read. Spring Boot ignores
 * a file in a directory that it may not search, a broken link, and a directory with the
 * name of a file; a restriction in such a file would be lost.
 */
class UnreadableFiles implements FailureAnalyzer {

	/**
	 * Looks for such files in all locations.
	 * @param environment the environment, after Spring Boot has read the files
	 * @throws FailureAnalyzedException if there is one
	 */
	static void refuse(Environment environment) {
		String names = alternatives(environment.getProperty("spring.config.name", "application").split(",", -1));
		String profiles = alternatives(environment.getActiveProfiles());
		Predicate<String> isRead = Pattern.compile("%s(-%s)?\\.(yml|yaml|properties|xml)".formatted(names, profiles))
			.asMatchPredicate();
		Stream.of("spring.config.location", "spring.config.additional-location", "spring.config.import")
			.flatMap((property) -> Stream.of(environment.getProperty(property, "").split("[,;]", -1)))
			.map((location) -> location.strip().replaceFirst("^(optional:)?(file:)?", "").replaceFirst("\\[.*", ""))
			.filter((location) -> !location.isEmpty() && !location.matches("[a-z]{2,}:.*"))
			.forEach((location) -> checkLocation(location, isRead));
	}

	private static String alternatives(String[] names) {
		return Stream.of(names).map(Pattern::quote).collect(Collectors.joining("|", "(", ")"));
	}

	private static void checkLocation(String location, Predicate<String> isRead) {
		if (location.endsWith("*/")) {
			entries(Path.of(location.substring(0, location.length() - 2))).stream()
				.filter(Files::isDirectory)
				.forEach((directory) -> checkDirectory(directory, isRead));
		}
		else if (location.endsWith("/")) {
			checkDirectory(Path.of(location), isRead);
		}
		else {
			Path file = Path.of(location).toAbsolutePath();
			checkDirectory(file.resolveSibling(""), new File(location).getName()::equals);
		}
	}

	private static void checkDirectory(Path directory, Predicate<String> isRead) {
		for (Path entry : entries(directory)) {
			if (isRead.test(entry.toFile().getName()) && (Files.isDirectory(entry) || !Files.exists(entry))) {
				throw refusal(
						entry + (Files.isDirectory(entry) ? " is a directory" : " is a broken link or inaccessible"));
			}
		}
	}

	private static List<Path> entries(Path directory) {
		try (Stream<Path> entries = Files.list(directory)) {
			return entries.toList();
		}
		catch (NoSuchFileException | NotDirectoryException ex) {
			if (Files.isSymbolicLink(directory) && !Files.exists(directory)) {
				throw refusal(directory + " is a broken link");
			}
			return List.of();
		}
		catch (IOException ex) {
			// Without permission to list the directory, but to search it, Spring Boot can
			// read its files.
			if (Files.isExecutable(directory)) {
				return List.of();
			}
			throw refusal(directory + " is inaccessible");
		}
	}

	private static FailureAnalyzedException refusal(String problem) {
		return new FailureAnalyzedException("A configuration file cannot be read: %s.".formatted(problem),
				"Let the user '%s' read it, and search its directory, or remove it."
					.formatted(System.getProperty("user.name")));
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		return (failure.getCause() instanceof IOException unreadable
				&& String.valueOf(failure.getMessage()).startsWith("IO error on loading imports"))
						? refusal(String.valueOf(unreadable.getMessage())).analysis() : null;
	}

}
