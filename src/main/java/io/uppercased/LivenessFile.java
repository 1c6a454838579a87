package io.uppercased;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.PeriodicTask;

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
 * Writes the time and the liveness to a file every 5 s, on its own thread. The health
 * check of the container reads the file, so it needs no address, port, path or TLS.
 */
@Component
class LivenessFile implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {

	private static final BackgroundLog logger = BackgroundLog.of(LivenessFile.class);

	private final Path file;

	private final ObjectProvider<HealthEndpoint> health;

	private final PeriodicTask task = new PeriodicTask("liveness-file", Duration.ofSeconds(5), this::write);

	private boolean failed;

	/**
	 * Creates the bean.
	 * @param file the file, empty for none; the image sets it
	 */
	LivenessFile(@Value("${uppercased.liveness-file:}") String file, ObjectProvider<HealthEndpoint> health) {
		this.file = Path.of(file);
		this.health = health;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (!this.file.toString().isEmpty()) {
			this.task.start();
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
			if (!this.failed && !Thread.currentThread().isInterrupted()) {
				logger.warn("Cannot write the liveness to %s, so the container becomes unhealthy: %s. "
					.formatted(this.file, ex) + "Set UPPERCASED_LIVENESSFILE to a file in a writable directory.");
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
		this.task.stop();
	}

}
