package io.uppercased.udp.transport.linux;

import java.util.Set;

import io.uppercased.udp.transport.Obstacle;
import io.uppercased.udp.transport.Obstacle.Kind;
import io.uppercased.udp.transport.TransportTrial;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the linux transport works here: the platform, Java and the C library
 * have to be such that it can be tried at all.
 */
public final class LinuxTrial {

	private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

	private LinuxTrial() {
	}

	/**
	 * Makes the trial.
	 * @return what is in the way, or {@code null} if nothing was found
	 */
	public static @Nullable Obstacle run() {
		if (!System.getProperty("os.name").equals("Linux") || !ARCHITECTURES.contains(System.getProperty("os.arch"))) {
			return new Obstacle(Kind.PLATFORM, null);
		}
		try {
			return TransportTrial.run(LinuxTransport::open);
		}
		catch (ExceptionInInitializerError ex) {
			boolean denied = ex.getCause() instanceof IllegalCallerException;
			return new Obstacle(denied ? Kind.NATIVE_ACCESS : Kind.LIBRARY, ex.getCause());
		}
		catch (LinkageError ex) {
			return new Obstacle(Kind.LIBRARY, ex);
		}
	}

}
