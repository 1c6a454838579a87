package io.uppercased.udp.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.uppercased.udp.flow.BackgroundLog;
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
 * Reports to systemd when the server answers and when it stops, and in between, on a
 * thread of its own, that it is alive: sd_notify(3), sd_watchdog_enabled(3). Does nothing
 * unless systemd asks for it.
 */
final class ServiceManager implements ApplicationListener<ApplicationEvent> {

	private static final BackgroundLog logger = BackgroundLog.of(ServiceManager.class);

	private final @Nullable String socket;

	private final @Nullable Duration watchdog;

	private final UdpIngress ingress;

	private final GracefulStop gracefulStop;

	private final BooleanSupplier alive;

	private volatile boolean stopping;

	/**
	 * Creates a listener for the events of the application.
	 * @param environment the environment of the process; systemd sets NOTIFY_SOCKET
	 * @param alive asked on the thread of the watchdog; may be slow, or never return
	 */
	ServiceManager(Map<String, String> environment, UdpIngress ingress, GracefulStop gracefulStop,
			BooleanSupplier alive) {
		this.socket = environment.get("NOTIFY_SOCKET");
		String pid = String.valueOf(ProcessHandle.current().pid());
		String micros = environment.getOrDefault("WATCHDOG_USEC", "0");
		boolean ours = environment.getOrDefault("WATCHDOG_PID", pid).equals(pid);
		this.watchdog = (ours && !micros.equals("0")) ? watchdog(micros) : null;
		this.ingress = ingress;
		this.gracefulStop = gracefulStop;
		this.alive = alive;
	}

	private static Duration watchdog(String micros) {
		if (!micros.matches("[1-9][0-9]{0,17}")) {
			throw new FailureAnalyzedException("WATCHDOG_USEC=%s is not a number of microseconds.".formatted(micros),
					"systemd sets it; elsewhere unset it.");
		}
		return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (this.socket != null && event instanceof ApplicationReadyEvent && !this.stopping) {
			ready();
		}
		else if (this.socket != null && event instanceof ContextClosedEvent) {
			this.stopping = true;
			tell("STOPPING=1\nSTATUS=Stopping\nEXTEND_TIMEOUT_USEC="
					+ this.gracefulStop.maxDuration().toNanos() / 1000);
		}
	}

	private void ready() {
		if (this.watchdog != null) {
			Duration interval = this.watchdog.dividedBy(2);
			Thread.ofPlatform().daemon().name("systemd-watchdog").start(() -> watch(interval));
		}
		String ports = this.ingress.transports()
			.stream()
			.map((transport) -> String.valueOf(transport.localAddress().getPort()))
			.distinct()
			.collect(Collectors.joining(", "));
		tell("READY=1\nSTATUS=Answering on UDP port " + ports);
	}

	private void watch(Duration interval) {
		boolean up = true;
		while (!this.stopping) {
			boolean wasUp = up;
			up = this.alive.getAsBoolean();
			if (up) {
				tell("WATCHDOG=1");
			}
			else if (wasUp) {
				logger.error("The liveness is down: watchdog pings stop, so systemd restarts the service");
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
			UnixDatagram.send(Objects.requireNonNull(this.socket), state);
		}
		catch (IOException | LinkageError ex) {
			logger.warn("systemd cannot be told " + state.lines().findFirst().orElseThrow(), ex);
		}
	}

}
