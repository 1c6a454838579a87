package io.uppercased.udp.background;

import java.util.function.BiConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs for listeners, probes and the stop, on one thread that all these logs share. Never
 * blocks and never throws. A line shows the time and the thread of the write, not of the
 * call.
 */
public final class BackgroundLog {

	private static final BackgroundWriter writer = new BackgroundWriter("udp-log",
			LogFactory.getLog(BackgroundLog.class)::warn);

	private final Log log;

	private BackgroundLog(Log log) {
		this.log = log;
	}

	public static BackgroundLog of(Class<?> type) {
		return new BackgroundLog(LogFactory.getLog(type));
	}

	/**
	 * Waits up to a second until the lines so far are written.
	 * @return whether they are written
	 */
	public static boolean flush() {
		return writer.flush();
	}

	public boolean isDebugEnabled() {
		return this.log.isDebugEnabled();
	}

	public void debug(String message) {
		write(this.log::debug, message, null);
	}

	public void info(String message) {
		write(this.log::info, message, null);
	}

	public void warn(String message) {
		write(this.log::warn, message, null);
	}

	public void warn(String message, @Nullable Throwable cause) {
		write(this.log::warn, message, cause);
	}

	public void error(String message) {
		write(this.log::error, message, null);
	}

	public void error(String message, @Nullable Throwable cause) {
		write(this.log::error, message, cause);
	}

	private static void write(BiConsumer<Object, @Nullable Throwable> level, String message,
			@Nullable Throwable cause) {
		writer.write(message, cause, () -> {
			try {
				level.accept(message, cause);
			}
			catch (Throwable ex) {
				// The getMessage of an application's exception may fail.
				String shown = (cause != null) ? cause.getClass().getName() : "no cause";
				level.accept("%s (%s, which cannot be shown: %s)".formatted(message, shown, ex.getClass().getName()),
						null);
			}
		});
	}

}
