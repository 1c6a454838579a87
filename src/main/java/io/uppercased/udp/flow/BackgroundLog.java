package io.uppercased.udp.flow;

import java.time.Duration;
import java.util.function.BiConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs what listeners, probes and the stop have to say, on a thread that all loggers
 * share. Never blocks and never throws. The time and the thread of a line are those of
 * its writing.
 */
public final class BackgroundLog {

	private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(1);

	private static final Log own = LogFactory.getLog(BackgroundLog.class);

	private static final BackgroundWriter writer = new BackgroundWriter("udp-log", own::warn);

	private final Log log;

	BackgroundLog(Log log) {
		this.log = log;
	}

	/**
	 * Returns the log of a class.
	 * @param type the class
	 * @return its log
	 */
	public static BackgroundLog of(Class<?> type) {
		return new BackgroundLog(LogFactory.getLog(type));
	}

	/**
	 * Waits up to a second until the lines so far are written.
	 * @return whether they are written
	 */
	public static boolean flush() {
		return writer.flush(FLUSH_TIMEOUT);
	}

	public boolean isDebugEnabled() {
		return this.log.isDebugEnabled();
	}

	public void debug(String message) {
		if (this.log.isDebugEnabled()) {
			write(this.log::debug, message, null);
		}
	}

	public void info(String message) {
		if (this.log.isInfoEnabled()) {
			write(this.log::info, message, null);
		}
	}

	public void warn(String message) {
		warn(message, null);
	}

	public void warn(String message, @Nullable Throwable cause) {
		if (this.log.isWarnEnabled()) {
			write(this.log::warn, message, cause);
		}
	}

	public void error(String message) {
		error(message, null);
	}

	public void error(String message, @Nullable Throwable cause) {
		if (this.log.isErrorEnabled()) {
			write(this.log::error, message, cause);
		}
	}

	private static void write(BiConsumer<Object, @Nullable Throwable> level, String message,
			@Nullable Throwable cause) {
		writer.write(message, cause, () -> {
			try {
				level.accept(message, cause);
			}
			catch (Throwable ex) {
				// The cause may be anybody's exception, and fail when it is shown.
				String shown = (cause != null) ? cause.getClass().getName() : "no cause";
				level.accept("%s (%s, which cannot be shown: %s)".formatted(message, shown, ex.getClass().getName()),
						null);
			}
		});
	}

}
