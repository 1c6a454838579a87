package io.uppercased.udp.testing;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.Datagram.State;

/** Answers each message with itself. */
public final class Echo {

	private Echo() {
	}

	/** Replies to what has no reply yet, and sends the burst. */
	public static void answer(Burst burst) {
		for (Datagram datagram : burst) {
			if (datagram.state() == State.RECEIVED) {
				datagram.reply(datagram.message());
			}
		}
		burst.send();
	}

}
