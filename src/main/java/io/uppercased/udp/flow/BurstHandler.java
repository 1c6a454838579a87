package io.uppercased.udp.flow;

import java.util.function.Consumer;

import io.uppercased.udp.transport.Burst;

import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;

/**
 * A step of the flow, on the thread of the listener. It passes the message on as it is,
 * and has neither timer nor log statements, as {@link BurstChannel} has none.
 */
final class BurstHandler extends AbstractReplyProducingMessageHandler {

	private final Consumer<Burst> step;

	/**
	 * Creates a handler.
	 * @param step replies to datagrams, drops them, or leaves them to the next step
	 */
	BurstHandler(Consumer<Burst> step) {
		this.step = step;
		setLoggingEnabled(false);
	}

	@Override
	protected Object handleRequestMessage(Message<?> message) {
		this.step.accept((Burst) message.getPayload());
		return message;
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

	@Override
	protected boolean shouldCopyRequestHeaders() {
		return false;
	}

}
