package io.uppercased.udp.flow;

import io.uppercased.udp.transport.Burst;

import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;

/**
 * The outbound adapter: sends the replies of a burst from the socket, and the local
 * address, that the requests came to.
 */
final class UdpEgress extends AbstractMessageHandler {

	private static final BackgroundLog log = BackgroundLog.of(UdpEgress.class);

	UdpEgress() {
		setLoggingEnabled(false);
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

	@Override
	protected void handleMessageInternal(Message<?> message) {
		Burst burst = (Burst) message.getPayload();
		burst.send();
		String notice = burst.notice();
		if (notice != null) {
			log.warn(notice);
		}
	}

}
