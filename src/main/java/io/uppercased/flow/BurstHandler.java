package io.uppercased.flow;

import java.util.function.Consumer;

import io.uppercased.transport.Burst;
import io.uppercased.transport.Datagram;
import io.uppercased.transport.Datagram.State;

import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.messaging.Message;

/**
 * A step of the flow, for each datagram that has no reply yet and is not dropped. It
 * passes the message on as it is.
 */
final class BurstHandler extends AbstractReplyProducingMessageHandler {

	private final Consumer<Datagram> step;

	/**
	 * Creates a handler.
	 * @param step replies to a datagram, drops it, or leaves it to the next step, on the
	 * thread of its listener
	 */
	BurstHandler(Consumer<Datagram> step) {
		this.step = step;
	}

	@Override
	protected Object handleRequestMessage(Message<?> message) {
		for (Datagram datagram : (Burst) message.getPayload()) {
			if (datagram.state() == State.RECEIVED) {
				this.step.accept(datagram);
			}
		}
		return message;
	}

	@Override
	protected boolean shouldCopyRequestHeaders() {
		return false;
	}

}
