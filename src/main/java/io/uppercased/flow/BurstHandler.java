package io.uppercased.flow;

import io.uppercased.transport.Burst;
import io.uppercased.transport.Datagram;

import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.messaging.Message;

/**
 * A step of the flow that looks at each datagram still to be answered, and passes the
 * message on as it is.
 */
abstract class BurstHandler extends AbstractReplyProducingMessageHandler {

	@Override
	protected final Object handleRequestMessage(Message<?> message) {
		for (Datagram datagram : (Burst) message.getPayload()) {
			if (datagram.isPending()) {
				handle(datagram);
			}
		}
		return message;
	}

	/**
	 * Handles one datagram, on the thread of its listener.
	 * @param datagram a datagram that is pending, and need not be any more afterwards
	 */
	protected abstract void handle(Datagram datagram);

	@Override
	protected final boolean shouldCopyRequestHeaders() {
		return false;
	}

}
