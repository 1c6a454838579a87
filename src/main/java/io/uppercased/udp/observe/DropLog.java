package io.uppercased.udp.observe;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.LimitedLog;
import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;

/**
 * Logs drops: at most one line per reason in 10 seconds, with the number since the last
 * line and an example, and each drop at debug level. Called by any thread.
 */
final class DropLog implements BurstObserver, AutoCloseable {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final BackgroundLog logger = BackgroundLog.of(DropLog.class);

	private final Map<DropReason, LimitedLog> logs = new EnumMap<>(DropReason.class);

	DropLog(LongSupplier nanoTime) {
		for (DropReason reason : DropReason.values()) {
			this.logs.put(reason, new LimitedLog(logger, INTERVAL, nanoTime));
		}
	}

	@Override
	public void completed(Burst burst) {
		for (Datagram datagram : burst) {
			DropReason reason = datagram.dropReason();
			if (reason != null) {
				dropped(datagram, reason, burst);
			}
		}
	}

	private void dropped(Datagram datagram, DropReason reason, Burst burst) {
		if (logger.isDebugEnabled()) {
			logger.debug("Dropped %d bytes from %s to %s: %s".formatted(datagram.receivedBytes(),
					datagram.addresses().source(), datagram.addresses().localAddress(), reason.tag()));
		}
		long count = Objects.requireNonNull(this.logs.get(reason)).count();
		if (count > 0) {
			IOException failure = (reason == DropReason.SEND_FAILED) ? burst.sendFailure() : null;
			String cause = (failure != null)
					? ": " + Objects.requireNonNullElseGet(failure.getMessage(), failure::toString) : "";
			log(reason, count, "; the last one of %d bytes from %s%s".formatted(datagram.receivedBytes(),
					datagram.addresses().source(), cause));
		}
	}

	/** Logs the drops since the last line, even if no other drop follows. */
	void logDue() {
		this.logs.forEach((reason, log) -> log(reason, log.due(), ""));
	}

	@Override
	public void close() {
		this.logs.forEach((reason, log) -> log(reason, log.rest(), ""));
		BackgroundLog.flush();
	}

	private static void log(DropReason reason, long count, String example) {
		if (count > 0) {
			logger.warn("Dropped %d %s: %s (%s)%s".formatted(count, (count == 1) ? "datagram" : "datagrams",
					reason.tag(), reason.meaning(), example));
		}
	}

}
