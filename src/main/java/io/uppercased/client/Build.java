package io.uppercased.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/**
 * Names, version and commit, which the build recorded in the jar.
 */
public final class Build {

	private static final Properties properties = new Properties();

	static {
		for (String file : List.of("/META-INF/build-info.properties", "/git.properties")) {
			try (InputStream in = Build.class.getResourceAsStream(file)) {
				properties.load((in != null) ? in : InputStream.nullInputStream());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private Build() {
	}

	/**
	 * Returns a value, such as {@code build.version}, or "unknown" if the build has none.
	 */
	public static String property(String name) {
		return properties.getProperty(name, "unknown");
	}

	/**
	 * Returns the command that runs the jar.
	 */
	public static String command() {
		return "java -jar " + property("build.artifact") + ".jar";
	}

	/**
	 * Returns the name and the version of the program.
	 */
	public static String version() {
		return property("build.name") + " " + property("build.version");
	}

}
