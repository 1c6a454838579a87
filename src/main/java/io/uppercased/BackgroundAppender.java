package io.uppercased;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.uppercased.udp.background.BackgroundWriter;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;

/**
 * Passes log events to the appenders of a logger on its own thread, so that no other
 * thread waits for a full pipe or a slow disk. Unlike logback's AsyncAppender it counts
 * lost events, is bounded in bytes, and neither waits long nor prints when it stops.
 */
final class BackgroundAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

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
	 * Wraps all appenders after Spring Boot has configured them: this listener has no
	 * order, so it is called after Spring Boot's, which has one.
	 */
	static void install(SpringApplication application) {
		application.addListeners((event) -> {
			if (event instanceof ApplicationEnvironmentPreparedEvent
					&& LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
				logback.getLoggerList().forEach(BackgroundAppender::wrapAppenders);
			}
		});
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
		// On the writer's thread: this thread could wait for the appenders' locks, which
		// that one holds while it writes.
		this.writer.write("", null, () -> this.targets.forEach(Appender::stop));
		this.writer.flush();
	}

}
