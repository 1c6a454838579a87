package io.uppercased;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.uppercased.udp.flow.BackgroundWriter;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Passes log events to the appenders of a logger on a thread of its own, so that nobody
 * in the process waits for a full pipe or a slow disk. Unlike logback's AsyncAppender it
 * counts what it loses, is bounded in bytes, and neither waits nor prints when it stops.
 */
final class BackgroundAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(1);

	private final Logger logger;

	private final List<Appender<ILoggingEvent>> targets = new ArrayList<>();

	private final BackgroundWriter writer = new BackgroundWriter("log", this::reportLost);

	private BackgroundAppender(Logger logger) {
		this.logger = logger;
		logger.iteratorForAppenders().forEachRemaining(this.targets::add);
		setContext(logger.getLoggerContext());
		setName("background");
	}

	/**
	 * Wraps all appenders when Spring Boot has configured them.
	 */
	static void install(SpringApplication application) {
		application.addListeners(new AfterLoggingSystem());
	}

	private static void wrapAppenders(Logger logger) {
		BackgroundAppender appender = new BackgroundAppender(logger);
		if (!appender.targets.isEmpty()) {
			appender.start();
			appender.targets.forEach(logger::detachAppender);
			logger.addAppender(appender);
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		event.prepareForDeferredProcessing();
		this.writer.write(event.getFormattedMessage(), event.getThrowableProxy(), () -> write(event));
	}

	private void write(ILoggingEvent event) {
		this.targets.forEach((target) -> target.doAppend(event));
	}

	private void reportLost(String message) {
		write(new LoggingEvent(BackgroundAppender.class.getName(), this.logger, Level.WARN, message, null, null));
	}

	@Override
	public void stop() {
		super.stop();
		// On the thread that may hold their locks while it writes.
		this.writer.write("", null, () -> this.targets.forEach(Appender::stop));
		this.writer.flush(FLUSH_TIMEOUT);
	}

	private static final class AfterLoggingSystem
			implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

		@Override
		public int getOrder() {
			return LoggingApplicationListener.DEFAULT_ORDER + 1;
		}

		@Override
		public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
			if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
				context.getLoggerList().forEach(BackgroundAppender::wrapAppenders);
			}
		}

	}

}
