package io.uppercased.udp.flow;

import io.uppercased.udp.transport.Burst;

import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;

/**
 * The outbound adapter: sends the replies of a burst from the socket, and the local
 * address, that the requests came to.
 */
final class UdpEgress extends AbstractMessageHandler {

	@Override
	protected void handleMessageInternal(Message<?> message) {
		((Burst) message.getPayload()).send();
	}

}
