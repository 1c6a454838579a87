package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.flow.ListenerStatus;
import io.uppercased.udp.flow.UdpIngress;

/**
 * Logs a listener that does not return from the flow, once, with the stack trace of its
 * thread. Used by one thread.
 */
final class HangLog {

	/** The age of the heartbeat at which a listener hangs. */
	static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final BackgroundLog logger = BackgroundLog.of(HangLog.class);

	private final UdpIngress ingress;

	private final Duration timeout;

	private List<Thread> reported = List.of();

	HangLog(UdpIngress ingress, Duration timeout) {
		this.ingress = ingress;
		this.timeout = timeout;
	}

	void check() {
		List<ListenerStatus> hanging = this.ingress.listenerStatus()
			.stream()
			.filter((status) -> status.alive() && status.heartbeatAge().compareTo(this.timeout) > 0)
			.toList();
		hanging.stream().filter((status) -> !this.reported.contains(status.thread())).forEach(HangLog::log);
		this.reported = hanging.stream().map(ListenerStatus::thread).toList();
	}

	private static void log(ListenerStatus status) {
		String stackTrace = Stream.of(status.thread().getStackTrace())
			.map((frame) -> "%n\tat %s".formatted(frame))
			.collect(Collectors.joining());
		logger.error(("%s has not returned from the flow for %d s, and holds %d datagrams. If the transformer waits, "
				+ "its method waits() must return true. Stack trace of the thread:%s")
			.formatted(status.thread().getName(), status.heartbeatAge().toSeconds(), status.held(), stackTrace));
	}

}
