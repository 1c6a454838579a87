package io.uppercased;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.uppercased.udp.flow.BackgroundLog;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

/**
 * Writes the time and the liveness to a file every 5 s, on a thread of its own. The
 * container's health check reads the file, so it needs no address, port, path or TLS.
 */
@Component
class LivenessFile implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {

	private static final BackgroundLog logger = BackgroundLog.of(LivenessFile.class);

	private static final int SECONDS = 5;

	private final Path file;

	private final ObjectProvider<HealthEndpoint> health;

	private @Nullable ScheduledExecutorService writer;

	private boolean failed;

	/**
	 * Creates the bean; the image sets the file.
	 * @param file the file, empty for none
	 * @param health what the liveness is read from
	 */
	LivenessFile(@Value("${uppercased.liveness-file:}") String file, ObjectProvider<HealthEndpoint> health) {
		this.file = Path.of(file);
		this.health = health;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (this.writer == null && !this.file.toString().isEmpty()) {
			this.writer = Executors
				.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("liveness-file").factory());
			Future<?> _ = this.writer.scheduleWithFixedDelay(this::write, 0, SECONDS, TimeUnit.SECONDS);
		}
	}

	private void write() {
		try {
			Path next = this.file.resolveSibling(this.file.getFileName() + ".next");
			Files.writeString(next, "%d %s%n".formatted(Instant.now().getEpochSecond(), liveness()));
			Files.move(next, this.file, StandardCopyOption.ATOMIC_MOVE);
			this.failed = false;
		}
		catch (IOException | RuntimeException ex) {
			if (!this.failed) {
				logger.warn(
						"Cannot write the liveness to %s, so the container becomes unhealthy: %s. ".formatted(this.file,
								ex) + "Set UPPERCASED_LIVENESSFILE to a file in a directory that can be written to.");
			}
			this.failed = true;
		}
	}

	private String liveness() {
		HealthEndpoint endpoint = this.health.getIfAvailable();
		HealthDescriptor liveness = (endpoint != null) ? endpoint.healthForPath("liveness") : null;
		if (endpoint == null || liveness == null) {
			return "DOWN: there is no health group 'liveness' (management.endpoint.health)";
		}
		HealthDescriptor udp = endpoint.healthForPath("udp");
		return liveness.getStatus() + " " + ((udp instanceof IndicatedHealthDescriptor it) ? it.getDetails() : "");
	}

	@Override
	public void destroy() {
		if (this.writer != null) {
			this.writer.shutdownNow();
		}
	}

}
