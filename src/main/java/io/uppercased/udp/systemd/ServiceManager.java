package io.uppercased.udp.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.linux.UnixDatagram;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Tells systemd when the service answers and when it stops, and in between, on a thread
 * of its own, that its liveness is up: sd_notify(3), sd_watchdog_enabled(3).
 */
public final class ServiceManager implements ApplicationListener<ApplicationEvent> {

	private static final Log logger = LogFactory.getLog(ServiceManager.class);

	private final String socket;

	private final @Nullable Duration watchdog;

	private volatile boolean stopping;

	/**
	 * Creates one for a process that systemd has started.
	 * @param environment the process's environment, with NOTIFY_SOCKET in it
	 */
	public ServiceManager(Map<String, String> environment) {
		this.socket = Objects.requireNonNull(environment.get("NOTIFY_SOCKET"));
		String pid = String.valueOf(ProcessHandle.current().pid());
		String micros = environment.getOrDefault("WATCHDOG_USEC", "0");
		boolean ours = environment.getOrDefault("WATCHDOG_PID", pid).equals(pid);
		this.watchdog = (ours && !micros.equals("0")) ? Duration.of(Long.parseLong(micros), ChronoUnit.MICROS) : null;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		switch (event) {
			case ApplicationReadyEvent ready -> ready(ready.getApplicationContext());
			case ContextClosedEvent closed -> stopping(closed.getApplicationContext());
			default -> {
			}
		}
	}

	private void ready(ApplicationContext context) {
		if (this.stopping) {
			return;
		}
		if (this.watchdog != null) {
			HealthEndpoint health = context.getBean(HealthEndpoint.class);
			Duration interval = this.watchdog.dividedBy(2);
			Thread.ofPlatform().daemon().name("systemd-watchdog").start(() -> watch(health, interval));
		}
		String ports = context.getBean(UdpIngress.class)
			.transports()
			.stream()
			.map((transport) -> String.valueOf(transport.localAddress().getPort()))
			.distinct()
			.collect(Collectors.joining(", "));
		tell("READY=1\nSTATUS=Answering on UDP port " + ports);
	}

	private void stopping(ApplicationContext context) {
		this.stopping = true;
		Duration longest = context.getBean(GracefulStop.class).maxDuration();
		tell("STOPPING=1\nSTATUS=Stopping\nEXTEND_TIMEOUT_USEC=" + longest.toNanos() / 1000);
	}

	// A health that is down, or never comes, is what a watchdog is for.
	private void watch(HealthEndpoint health, Duration interval) {
		boolean up = true;
		while (!this.stopping) {
			HealthDescriptor liveness = health.healthForPath("liveness");
			boolean wasUp = up;
			up = liveness != null && liveness.getStatus().equals(Status.UP);
			if (up) {
				tell("WATCHDOG=1");
			}
			else if (wasUp) {
				logger.error("The liveness is not up, and systemd is told so no more: it ends the service soon");
			}
			try {
				Thread.sleep(interval);
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private void tell(String state) {
		try {
			UnixDatagram.send(this.socket, state);
		}
		catch (IOException | LinkageError ex) {
			logger.warn("systemd cannot be told " + state.lines().findFirst().orElseThrow(), ex);
		}
	}

}
