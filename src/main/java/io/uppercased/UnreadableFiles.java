package io.uppercased;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
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
		List<String> names = Stream.of(environment.getProperty("spring.config.name", "application").split(",", -1))
			.flatMap((name) -> Stream.concat(Stream.of(name),
					Stream.of(environment.getActiveProfiles()).map((profile) -> name + "-" + profile)))
			.toList();
		Stream.of("spring.config.location", "spring.config.additional-location", "spring.config.import")
			.flatMap((property) -> Stream.of(environment.getProperty(property, "").split("[,;]", -1)))
			.map((location) -> location.strip().replaceFirst("^(optional:)?(file:)?", "").replaceFirst("\\[.*", ""))
			.filter((location) -> !location.isEmpty() && !location.matches("[a-z]{2,}:.*"))
			.forEach((location) -> checkLocation(location, names));
	}

	private static void checkLocation(String location, List<String> names) {
		if (location.endsWith("*/")) {
			Path parent = Path.of(location.substring(0, location.length() - 2));
			try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, Files::isDirectory)) {
				directories.forEach((directory) -> checkLocation(directory + "/", names));
			}
			catch (NoSuchFileException | NotDirectoryException ex) {
				// There is none.
			}
			catch (IOException ex) {
				throw inaccessible(ex);
			}
		}
		else if (!location.endsWith("/")) {
			checkFile(Path.of(location));
		}
		else if (!Files.isRegularFile(Path.of(location))) {
			// By name, because a directory may be searched but not listed.
			for (String name : names) {
				for (String extension : new String[] { ".yml", ".yaml", ".properties", ".xml" }) {
					checkFile(Path.of(location, name + extension));
				}
			}
		}
	}

	private static void checkFile(Path file) {
		try {
			if (Files.readAttributes(file, BasicFileAttributes.class).isDirectory()) {
				throw refusal(file + " is a directory");
			}
		}
		catch (NoSuchFileException ex) {
			for (Path link : List.of(file, file.toAbsolutePath().getParent())) {
				if (Files.isSymbolicLink(link) && Files.notExists(link)) {
					throw refusal(link + " is a broken link");
				}
			}
		}
		catch (IOException ex) {
			throw inaccessible(ex);
		}
	}

	private static FailureAnalyzedException inaccessible(IOException ex) {
		return refusal(ex.getMessage() + ((ex instanceof AccessDeniedException) ? " is inaccessible" : ""));
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
