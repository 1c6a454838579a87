package io.uppercased.udp.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.PeriodicTask;
import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.linux.UnixDatagram;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Reports to systemd once the server answers and when it stops, sd_notify(3), and
 * periodically while it is alive, sd_watchdog_enabled(3). Does nothing unless systemd
 * asks for it.
 */
final class ServiceManager implements ApplicationListener<ApplicationEvent> {

	private static final BackgroundLog logger = BackgroundLog.of(ServiceManager.class);

	private final @Nullable String socket;

	private final @Nullable PeriodicTask watchdog;

	private final UdpIngress ingress;

	private final GracefulStop gracefulStop;

	private final BooleanSupplier liveness;

	private boolean alive = true;

	private volatile boolean stopping;

	/**
	 * Creates a listener for the events of the application.
	 * @param environment the environment of the process, with variables from systemd
	 * @param liveness called on the thread of the watchdog; may be slow, or never return
	 */
	ServiceManager(Map<String, String> environment, UdpIngress ingress, GracefulStop gracefulStop,
			BooleanSupplier liveness) {
		this.socket = environment.get("NOTIFY_SOCKET");
		String pid = String.valueOf(ProcessHandle.current().pid());
		String micros = environment.getOrDefault("WATCHDOG_USEC", "0");
		boolean wanted = !micros.equals("0") && environment.getOrDefault("WATCHDOG_PID", pid).equals(pid);
		this.watchdog = wanted ? new PeriodicTask("systemd-watchdog", timeout(micros).dividedBy(2), this::ping) : null;
		this.ingress = ingress;
		this.gracefulStop = gracefulStop;
		this.liveness = liveness;
	}

	private static Duration timeout(String micros) {
		if (!micros.matches("[1-9][0-9]{0,17}")) {
			throw new FailureAnalyzedException("WATCHDOG_USEC=%s is not a number of microseconds.".formatted(micros),
					"systemd sets this variable. Unset it if the service does not run under systemd.");
		}
		return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		switch (event) {
			case ApplicationReadyEvent _ when this.socket != null && !this.stopping -> ready();
			case ContextClosedEvent _ when this.socket != null -> stopping();
			default -> {
			}
		}
	}

	private void ready() {
		if (this.watchdog != null) {
			this.watchdog.start();
		}
		String ports = this.ingress.transports()
			.stream()
			.map((transport) -> String.valueOf(transport.localAddress().getPort()))
			.distinct()
			.collect(Collectors.joining(", "));
		send("READY=1\nSTATUS=Answering on UDP port " + ports);
	}

	private void stopping() {
		this.stopping = true;
		if (this.watchdog != null) {
			this.watchdog.stop();
		}
		send("STOPPING=1\nSTATUS=Stopping\nEXTEND_TIMEOUT_USEC=" + this.gracefulStop.maxDuration().toNanos() / 1000);
	}

	private void ping() {
		boolean wasAlive = this.alive;
		this.alive = this.liveness.getAsBoolean();
		if (this.stopping) {
			return;
		}
		if (this.alive) {
			send("WATCHDOG=1");
		}
		else if (wasAlive) {
			logger.error("The liveness is down: watchdog pings stop, so systemd restarts the service");
		}
	}

	private void send(String state) {
		try {
			UnixDatagram.send(Objects.requireNonNull(this.socket), state);
		}
		catch (IOException | LinkageError ex) {
			logger.warn("Cannot notify systemd of %s".formatted(state.lines().findFirst().orElseThrow()), ex);
		}
	}

}
