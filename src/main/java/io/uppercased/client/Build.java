package io.uppercased.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/** Names, version and commit, which the build recorded in the jar. */
public final class Build {

	private static final Properties PROPERTIES = new Properties();

	static {
		for (String file : List.of("/META-INF/build-info.properties", "/git.properties")) {
			try (InputStream in = Build.class.getResourceAsStream(file)) {
				PROPERTIES.load((in != null) ? in : InputStream.nullInputStream());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/** The command that runs the jar. */
	public static final String COMMAND = "java -jar " + property("build.artifact") + ".jar";

	/** The name and the version of the program. */
	public static final String VERSION = property("build.name") + " " + property("build.version");

	/** The commit that the program was built from. */
	public static final String COMMIT = property("git.commit.id.abbrev");

	private Build() {
	}

	private static String property(String name) {
		return PROPERTIES.getProperty(name, "unknown");
	}

}
