package io.uppercased.config;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;
import org.springframework.boot.context.config.Profiles;
import org.springframework.boot.context.config.StandardConfigDataLocationResolver;
import org.springframework.boot.context.config.StandardConfigDataResource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.ResourceUtils;

/**
 * Finds configuration files as Spring Boot does, but stops the start if one exists and
 * cannot be read. Spring Boot ignores a file in a directory that it may not search, a
 * broken link, and a directory with the name of a file; a restriction in such a file
 * would be lost.
 */
class ConfigurationFileResolver implements ConfigDataLocationResolver<StandardConfigDataResource> {

	/** A location that begins with this is in the directory of the jar. */
	static final String JAR_DIRECTORY = "jardirectory:/";

	/**
	 * The directory of the jar, or {@code null} if that is the working directory or the
	 * service runs from class files.
	 */
	static final @Nullable File jarDirectory = findJarDirectory();

	private final StandardConfigDataLocationResolver resolver;

	ConfigurationFileResolver(DeferredLogFactory logs, Binder binder) {
		this.resolver = new StandardConfigDataLocationResolver(logs, binder, new CheckedFiles());
	}

	// The class path has the name of the jar as it was written; in a URL, some characters
	// of a directory are encoded.
	private static @Nullable File findJarDirectory() {
		URL classes = ConfigurationFileResolver.class.getProtectionDomain().getCodeSource().getLocation();
		String first = System.getProperty("java.class.path").split(File.pathSeparator, 2)[0];
		File jar = new File(first).getAbsoluteFile();
		boolean elsewhere = jar.isFile() && !jar.getParentFile().equals(new File("").getAbsoluteFile());
		return (elsewhere && !new File(classes.getPath()).isDirectory()) ? jar.getParentFile() : null;
	}

	@Override
	public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
		return location.hasPrefix(ResourceUtils.FILE_URL_PREFIX) || location.hasPrefix(JAR_DIRECTORY)
				|| !location.getValue().matches("[a-z][a-z0-9+.-]+:.*");
	}

	@Override
	public List<StandardConfigDataResource> resolve(ConfigDataLocationResolverContext context,
			ConfigDataLocation location) {
		for (ConfigDataLocation part : location.split()) {
			if (!part.getValue().endsWith("/") && file(part.getValue()).isDirectory()) {
				throw new FailureAnalyzedException("%s is a directory.".formatted(part.getValue()),
						"Add '/' to the end of the location.");
			}
		}
		findSubdirectories(location).forEach((directory) -> this.resolver.resolve(context, directory));
		return this.resolver.resolve(context, location);
	}

	@Override
	public List<StandardConfigDataResource> resolveProfileSpecific(ConfigDataLocationResolverContext context,
			ConfigDataLocation location, Profiles profiles) {
		findSubdirectories(location)
			.forEach((directory) -> this.resolver.resolveProfileSpecific(context, directory, profiles));
		return this.resolver.resolveProfileSpecific(context, location, profiles);
	}

	// Spring Boot does not use CheckedFiles for the subdirectories that a location with *
	// means. As locations of their own, they are checked.
	private static List<ConfigDataLocation> findSubdirectories(ConfigDataLocation location) {
		List<ConfigDataLocation> found = new ArrayList<>();
		for (ConfigDataLocation part : location.split()) {
			if (part.getValue().endsWith("*/")) {
				Path parent = file(part.getValue().substring(0, part.getValue().length() - 2)).toPath();
				try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent,
						ConfigurationFileResolver::isSearched)) {
					directories.forEach((directory) -> found.add(location(directory)));
				}
				catch (NoSuchFileException | NotDirectoryException ex) {
					// There is none.
				}
				catch (IOException ex) {
					throw inaccessible(ex);
				}
			}
		}
		return found;
	}

	private static ConfigDataLocation location(Path directory) {
		// In a location, ';' separates and '*' matches.
		String encoded = directory.toUri().toString().replace(";", "%3B").replace("*", "%2A");
		return Objects.requireNonNull(ConfigDataLocation.of(encoded));
	}

	// As Spring Boot does, without lost+found of file systems, which only root may
	// search.
	private static boolean isSearched(Path directory) {
		String name = directory.getFileName().toString();
		return Files.isDirectory(directory) && !name.startsWith("..") && !name.equals("lost+found");
	}

	private static File file(String location) {
		String path = location.replaceFirst("^" + ResourceUtils.FILE_URL_PREFIX, "");
		return path.startsWith(JAR_DIRECTORY) ? new File(jarDirectory, path.substring(JAR_DIRECTORY.length()))
				: new File(path);
	}

	private static void check(Path file, boolean mayBeDirectory) {
		try {
			if (Files.readAttributes(file, BasicFileAttributes.class).isDirectory() && !mayBeDirectory) {
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
			if (!Files.isRegularFile(file.toAbsolutePath().getParent())) {
				throw inaccessible(ex);
			}
		}
	}

	private static FailureAnalyzedException inaccessible(IOException ex) {
		return refusal(ex.getMessage() + ((ex instanceof AccessDeniedException) ? " is inaccessible" : ""));
	}

	/** Returns an exception that stops the start. */
	static FailureAnalyzedException refusal(String problem) {
		return new FailureAnalyzedException("A configuration file cannot be read: %s.".formatted(problem),
				"Let the user '%s' read it, and search its directory, or remove it."
					.formatted(System.getProperty("user.name")));
	}

	/** The files that Spring Boot tries to find, and their directories. */
	private static final class CheckedFiles extends DefaultResourceLoader {

		@Override
		public Resource getResource(String location) {
			if (!location.startsWith(ResourceUtils.FILE_URL_PREFIX)) {
				return super.getResource(location);
			}
			try {
				File file = file(location);
				if (location.contains("%") && !file.exists()) {
					file = ResourceUtils.getFile(location);
				}
				check(file.toPath(), location.endsWith("/"));
				return new FileSystemResource(file);
			}
			catch (IOException | InvalidPathException ex) {
				throw refusal(String.valueOf(ex.getMessage()));
			}
		}

	}

}
