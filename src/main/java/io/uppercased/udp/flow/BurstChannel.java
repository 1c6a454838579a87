package io.uppercased.udp.flow;

import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.support.management.metrics.MetricsCaptor;

/**
 * A channel between two steps, on the thread of the listener. It has no timer and no log
 * statements, because they cost more than the rest of the flow; bursts have their own
 * meters.
 */
final class BurstChannel extends DirectChannel {

	BurstChannel() {
		setLoggingEnabled(false);
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

}
