package io.uppercased.udp.flow;

import java.util.function.Consumer;

import io.uppercased.udp.transport.Burst;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;

/**
 * A step of the flow, on the thread of the listener. It passes the same message on. Like
 * {@link BurstChannel} it has no timer and no log statements.
 */
class BurstHandler extends AbstractReplyProducingMessageHandler {

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
	protected @Nullable Object handleRequestMessage(Message<?> message) {
		this.step.accept((Burst) message.getPayload());
		return message;
	}

	@Override
	public final void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

	@Override
	protected final boolean shouldCopyRequestHeaders() {
		return false;
	}

}
