package io.uppercased.udp.flow;

import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.support.management.metrics.MetricsCaptor;

/**
 * A channel between two steps, on the thread of the listener. It has no timer and no log
 * statements: they would cost more than the rest of the flow, and bursts have meters of
 * their own.
 */
final class BurstChannel extends DirectChannel {

	BurstChannel() {
		setLoggingEnabled(false);
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

}
