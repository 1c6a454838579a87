package io.uppercased.udp.transport;

import java.nio.ByteBuffer;

import io.uppercased.udp.transform.Exchange;

/**
 * A datagram that has left its burst: copies of its message and addresses, at their real
 * size. It belongs to the thread that transforms it.
 *
 * @param message the message, from position to limit
 * @param addresses the addresses, of a type that only the transport knows
 * @param receivedBytes the size of the message in bytes, as it was sent
 * @param overLimit whether the sender was over its rate limit
 * @param arrivalNanos when its burst arrived, in terms of {@link System#nanoTime()}
 * @param replies sends the reply: a burst that all requests of a socket share
 */
public record Request(ByteBuffer message, Exchange addresses, int receivedBytes, boolean overLimit, long arrivalNanos,
		Burst replies) {
}
