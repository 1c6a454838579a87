package io.uppercased.udp.flow;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.transport.Burst;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The outbound adapter: sends the replies of a burst from the socket, and the local
 * address, that the requests came to.
 */
final class UdpEgress extends BurstHandler {

	private static final BackgroundLog log = BackgroundLog.of(UdpEgress.class);

	UdpEgress() {
		super(UdpEgress::send);
	}

	@Override
	protected @Nullable Object handleRequestMessage(Message<?> message) {
		super.handleRequestMessage(message);
		return null;
	}

	static void send(Burst burst) {
		burst.send();
		String notice = burst.notice();
		if (notice != null) {
			log.warn(notice);
		}
	}

}
