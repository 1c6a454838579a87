package io.uppercased.transport.linux;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * The thread of the JVM's last and slowest compiler, which takes much of a processor that
 * it shares with the start and the listeners. The main thread has it give way, once and
 * before anything else; what the JVM adds later inherits that.
 */
public final class LastCompiler {

	/** As the kernel shortens "C2 CompilerThread0". */
	private static final String NAME = "C2 CompilerThre";

	private static final int PRIO_PROCESS = 0;

	private static final int LOWEST_PRIORITY = 19;

	private LastCompiler() {
	}

	/**
	 * Gives it the lowest priority, so that it takes what the others leave. Where that
	 * can't be done, the service is as good, but slower at first.
	 */
	public static void giveWay() {
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
			for (Path thread : threads) {
				if (name(thread).startsWith(NAME)) {
					setPriority(Integer.parseInt(thread.getFileName().toString()));
				}
			}
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			// Another platform, or no native access: the linux transport tells of that.
		}
	}

	private static String name(Path thread) {
		try {
			return Files.readString(thread.resolve("comm"));
		}
		catch (IOException ex) {
			// It has ended since.
			return "";
		}
	}

	/**
	 * Calls setpriority(2), which on Linux is about one thread, and whose failure changes
	 * nothing. Not by {@link LibC}: one that can't be initialized is for the
	 * {@link LinuxTrial} to find.
	 */
	@SuppressWarnings("restricted")
	private static void setPriority(int thread) {
		Linker linker = Linker.nativeLinker();
		MethodHandle setPriority = linker.downcallHandle(linker.defaultLookup().findOrThrow("setpriority"),
				FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
		try {
			int ignored = (int) setPriority.invokeExact(PRIO_PROCESS, thread, LOWEST_PRIORITY);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
