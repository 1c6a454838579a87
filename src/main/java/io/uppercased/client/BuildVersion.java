package io.uppercased.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

import picocli.CommandLine.IVersionProvider;

/**
 * The version that the build wrote beside the classes.
 */
public final class BuildVersion implements IVersionProvider {

	@Override
	public String[] getVersion() throws IOException {
		return new String[] { read() };
	}

	/**
	 * Reads the version.
	 * @return the name of the program, and its version
	 * @throws IOException if what the build wrote cannot be read
	 */
	public static String read() throws IOException {
		Properties build = new Properties();
		try (InputStream info = BuildVersion.class.getResourceAsStream("/META-INF/build-info.properties")) {
			if (info != null) {
				build.load(info);
			}
		}
		return "uppercased " + build.getProperty("build.version", "of unknown version");
	}

}
