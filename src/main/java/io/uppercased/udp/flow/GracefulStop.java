package io.uppercased.udp.flow;

import java.time.Duration;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Ends the listeners so that no client that could know nothing of it is left without an
 * answer: for the lame duck time they go on as before, while the readiness says that they
 * soon will not; then they answer what their sockets hold, and close.
 *
 * @param lameDuck how long to go on
 * @param drainTimeout how long to answer what the sockets hold, at the most
 */
public record GracefulStop(Duration lameDuck, Duration drainTimeout) {

	private static final Log logger = LogFactory.getLog(GracefulStop.class);

	/** What a listener may need beyond the drain: a receive, and a burst in its hands. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	/**
	 * Returns how long a stop can take.
	 * @return both times, and what a listener may need beyond them
	 */
	public Duration maxDuration() {
		return this.lameDuck.plus(this.drainTimeout).plus(MARGIN);
	}

	void stop(List<UdpListener> listeners) {
		waitLameDuck();
		listeners.forEach((listener) -> listener.stop(this.drainTimeout));
		long deadline = System.nanoTime() + this.drainTimeout.plus(MARGIN).toNanos();
		listeners.forEach((listener) -> listener.close(Duration.ofNanos(deadline - System.nanoTime())));
		long drained = listeners.stream().mapToLong(UdpListener::drained).sum();
		logger.info("Stopped listening; answered or dropped %d %s while draining".formatted(drained,
				(drained == 1) ? "datagram" : "datagrams"));
	}

	private void waitLameDuck() {
		if (this.lameDuck.isPositive()) {
			logger.info("Stopping; still answering for %d ms".formatted(this.lameDuck.toMillis()));
			try {
				Thread.sleep(this.lameDuck);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
