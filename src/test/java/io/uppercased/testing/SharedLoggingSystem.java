package io.uppercased.testing;

import java.util.ConcurrentModificationException;

import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemFactory;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The logging of services that start and stop at the same time in this JVM. With Spring
 * Boot's own, a stop during a start makes that start fail, and two starts may leave the
 * log switched off or write each line twice.
 */
final class SharedLoggingSystem extends LogbackLoggingSystem {

	private static final Object LOCK = new Object();

	private SharedLoggingSystem(ClassLoader classLoader) {
		super(classLoader);
	}

	@Override
	public void beforeInitialize() {
		synchronized (LOCK) {
			super.beforeInitialize();
		}
	}

	@Override
	public void initialize(LoggingInitializationContext context, @Nullable String configLocation,
			@Nullable LogFile logFile) {
		synchronized (LOCK) {
			try {
				super.initialize(context, configLocation, logFile);
			}
			catch (ConcurrentModificationException ex) {
				// Micrometer added or removed its listener of the log's levels.
				super.initialize(context, configLocation, logFile);
			}
			switchOn();
		}
	}

	@Override
	public void cleanUp() {
		synchronized (LOCK) {
			super.cleanUp();
			switchOn();
		}
	}

	/**
	 * Removes the filters that each start adds and that only one of them would remove.
	 */
	private static void switchOn() {
		((LoggerContext) LoggerFactory.getILoggerFactory()).getTurboFilterList().clear();
	}

	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class Factory implements LoggingSystemFactory {

		@Override
		public LoggingSystem getLoggingSystem(ClassLoader classLoader) {
			return new SharedLoggingSystem(classLoader);
		}

	}

}
