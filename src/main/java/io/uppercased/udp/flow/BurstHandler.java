package io.uppercased.udp.flow;

import java.util.function.Consumer;

import io.uppercased.udp.transport.Burst;

import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.messaging.Message;

/**
 * A step of the flow, on the thread of the listener. It passes the message on as it is.
 */
final class BurstHandler extends AbstractReplyProducingMessageHandler {

	private final Consumer<Burst> step;

	/**
	 * Creates a handler.
	 * @param step replies to datagrams, drops them, or leaves them to the next step
	 */
	BurstHandler(Consumer<Burst> step) {
		this.step = step;
	}

	@Override
	protected Object handleRequestMessage(Message<?> message) {
		this.step.accept((Burst) message.getPayload());
		return message;
	}

	@Override
	protected boolean shouldCopyRequestHeaders() {
		return false;
	}

}
