package io.uppercased.udp.transport;

import java.nio.ByteBuffer;

/**
 * A datagram that has left its burst, with copies of its message and addresses. Only the
 * thread that transforms it may use the message.
 *
 * @param message the message, from position to limit
 * @param addresses a copy of the addresses, for any thread
 * @param receivedBytes the size of the message in bytes, as it was sent
 * @param overLimit whether the sender was over its rate limit
 * @param arrivalNanos {@link Burst#arrivalNanos()} of the burst that it left
 * @param replies the burst that sends the reply, which all requests of a socket share
 */
public record Request(ByteBuffer message, Addresses addresses, int receivedBytes, boolean overLimit, long arrivalNanos,
		Burst replies) {
}
