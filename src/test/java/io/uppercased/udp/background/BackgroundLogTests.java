package io.uppercased.udp.background;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application whose log is read slowly or not at all. */
@Timeout(60)
@ReadsLog
class BackgroundLogTests {

	private static final byte[] MALFORMED = { (byte) 0xff };

	private final BackgroundLog log = BackgroundLog.of(BackgroundLogTests.class);

	private final StalledAppender appender = new StalledAppender();

	private final Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.uppercased");

	@BeforeEach
	void stallTheLog() {
		this.appender.setContext(this.root.getLoggerContext());
		this.appender.start();
		this.root.addAppender(this.appender);
	}

	@AfterEach
	void readTheLog() {
		this.appender.reader.countDown();
		assertThat(BackgroundLog.flush()).isTrue();
		this.root.detachAppender(this.appender);
	}

	@Test
	void listenersProbesAndTheStopDoNotWaitForTheReader() {
		// The start itself waits for the log, and configures the loggers again.
		this.root.detachAppender(this.appender);
		TestService service = TestService.startLibrary();
		stallTheLog();
		try (UdpClient client = service.client()) {
			client.send(MALFORMED);
			assertThat(client.exchange("still here")).isEqualTo("STILL HERE");
			this.appender.writer.join();
			Health health = service.context().getBean(HealthIndicator.class).health();
			assertThat(health).isNotNull().extracting(Health::getStatus).isEqualTo(Status.UP);
		}
		finally {
			service.close();
		}
		assertThat(this.appender.lines).isEmpty();
	}

	@Test
	void lostLinesAreCounted() {
		String line = "x".repeat(100_000);
		IntStream.range(0, 100).forEach((i) -> this.log.warn(i + line));
		this.appender.reader.countDown();
		await().until(() -> this.appender.lines.getLast().startsWith("Lost "));
		List<String> written = this.appender.lines;
		int kept = written.size() - 1;
		assertThat(kept).isBetween(2, 20);
		assertThat(written.getLast()).startsWith("Lost %d log lines".formatted(100 - kept));
		assertThat(written.subList(0, kept)).isEqualTo(IntStream.range(0, kept).mapToObj((i) -> i + line).toList());
	}

	@Test
	void aLineLargerThanTheQueueIsWritten() {
		String line = "x".repeat(2_000_000);
		this.log.info(line);
		this.appender.reader.countDown();
		BackgroundLog.flush();
		assertThat(this.appender.lines).containsExactly(line);
	}

	@Test
	void aCauseThatCannotBeShownIsNamed() {
		this.appender.reader.countDown();
		this.log.error("It failed", new Unshowable());
		this.log.error("It failed again");
		BackgroundLog.flush();
		assertThat(this.appender.lines).hasSize(2)
			.first()
			.asString()
			.contains("It failed", Unshowable.class.getName(), "cannot be shown");
	}

	@Test
	void itsThreadIsADaemon() {
		this.appender.reader.countDown();
		this.log.info("line");
		assertThat(this.appender.writer.join().isDaemon()).isTrue();
	}

	@Test
	void usesTheLevelOfTheLogger() {
		this.appender.reader.countDown();
		setLevel(LogLevel.WARN);
		this.log.info("hidden");
		this.log.warn("shown");
		setLevel(LogLevel.DEBUG);
		assertThat(this.log.isDebugEnabled()).isTrue();
		this.log.debug("shown too");
		setLevel(null);
		assertThat(this.appender.lines).containsExactly("shown", "shown too");
	}

	private static void setLevel(@Nullable LogLevel level) {
		// The level is checked when a line is written.
		BackgroundLog.flush();
		LoggingSystem.get(BackgroundLogTests.class.getClassLoader())
			.setLogLevel(BackgroundLogTests.class.getName(), level);
	}

	private static final class Unshowable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("thrown by a test");
		}

	}

	/** An appender that waits for the test. */
	private static final class StalledAppender extends AppenderBase<ILoggingEvent> {

		private final CompletableFuture<Thread> writer = new CompletableFuture<>();

		private final CountDownLatch reader = new CountDownLatch(1);

		private final List<String> lines = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.writer.complete(Thread.currentThread());
			try {
				this.reader.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			this.lines.add(event.getFormattedMessage());
		}

	}

}
