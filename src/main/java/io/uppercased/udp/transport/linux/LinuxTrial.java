package io.uppercased.udp.transport.linux;

import java.util.Set;

import io.uppercased.udp.transport.TransportTrial;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the linux transport works here.
 */
public final class LinuxTrial {

	private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

	private LinuxTrial() {
	}

	/** Returns why the transport does not work here, or {@code null} if it may. */
	public static @Nullable String run() {
		if (!System.getProperty("os.name").equals("Linux") || !ARCHITECTURES.contains(System.getProperty("os.arch"))) {
			return "it is for Linux on x86-64 and aarch64.";
		}
		try {
			return TransportTrial.run(LinuxTransport::open);
		}
		catch (LinkageError ex) {
			Throwable cause = (ex instanceof ExceptionInInitializerError) ? ex.getCause() : ex;
			return (cause instanceof IllegalCallerException)
					? "Java refuses native access; add --enable-native-access=ALL-UNNAMED to its command line."
					: "the C library cannot be linked: " + cause;
		}
	}

}
