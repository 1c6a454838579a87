package io.uppercased.waits;

import java.nio.ByteBuffer;

import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Waits as the peers of the scenario <em>waits</em> do: 1 s for a message that begins
 * with {@code s}, 2 ms for any other.
 */
@Component("waiting")
class Waiting implements PayloadTransformer {

	private final PayloadTransformer uppercase;

	Waiting(@Qualifier("uppercase") PayloadTransformer uppercase) {
		this.uppercase = uppercase;
	}

	@Override
	public boolean waits() {
		return true;
	}

	@Override
	public ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception {
		Thread.sleep((message.get(message.position()) == 's') ? 1000 : 2);
		return this.uppercase.transform(message, exchange);
	}

}
