package io.uppercased.transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * One datagram of a {@link Burst}: first the message, then the reply in its place. It
 * ends exactly once, sent or dropped, and is then reused for another.
 */
public abstract class Datagram {

	/**
	 * The largest payload in bytes: what a UDP header of 8 bytes and an IPv4 header of 20
	 * leave of 65,535 (RFC 768, RFC 791).
	 */
	public static final int MAX_PAYLOAD = 65_507;

	private final ByteBuffer payload;

	private int receivedBytes;

	private int sentBytes;

	private State state = State.PENDING;

	private @Nullable DropReason dropReason;

	/**
	 * Creates a datagram.
	 * @param payload the memory for its payload, of at least {@link #MAX_PAYLOAD} bytes
	 */
	protected Datagram(ByteBuffer payload) {
		this.payload = payload;
	}

	/**
	 * Begins anew with a message that was just written to the payload's memory. For
	 * transports.
	 * @param bytes the size of the message
	 */
	protected final void arrived(int bytes) {
		this.payload.limit(bytes).position(0);
		this.receivedBytes = bytes;
		this.state = State.PENDING;
		this.dropReason = null;
	}

	/**
	 * Ends this datagram: its reply was handed to the kernel. For transports.
	 * @param bytes the size of the reply
	 */
	protected final void sent(int bytes) {
		end(State.SENT);
		this.sentBytes = bytes;
	}

	/**
	 * Ends this datagram without an answer.
	 * @param reason why
	 */
	public final void drop(DropReason reason) {
		end(State.DROPPED);
		this.dropReason = reason;
	}

	private void end(State end) {
		if (this.state != State.PENDING) {
			throw new IllegalStateException("A datagram that is " + this.state + " already cannot be " + end);
		}
		this.state = end;
	}

	/**
	 * Puts the reply in the place of the message, or drops the datagram if the reply is
	 * larger than {@link #MAX_PAYLOAD}.
	 * @param reply the reply, from position to limit; may be {@link #payload()} itself
	 */
	@SuppressWarnings("ReferenceEquality")
	public final void reply(ByteBuffer reply) {
		if (reply.remaining() > MAX_PAYLOAD) {
			drop(DropReason.REPLY_TOO_LARGE);
		}
		else if (reply != this.payload) {
			this.payload.clear().put(reply).flip();
		}
	}

	/**
	 * Returns the message or, once there is one, the reply.
	 * @return a buffer over this datagram's own memory, valid until the next receive
	 */
	public final ByteBuffer payload() {
		return this.payload;
	}

	/**
	 * Returns the size of the message as it was received.
	 * @return the size in bytes
	 */
	public final int receivedBytes() {
		return this.receivedBytes;
	}

	/**
	 * Returns the size of the reply that was sent.
	 * @return the size in bytes, meaningful if {@link #isSent()}
	 */
	public final int sentBytes() {
		return this.sentBytes;
	}

	public final boolean isPending() {
		return this.state == State.PENDING;
	}

	public final boolean isSent() {
		return this.state == State.SENT;
	}

	/**
	 * Returns why this datagram was dropped.
	 * @return the reason, or {@code null} if it was not dropped
	 */
	public final @Nullable DropReason dropReason() {
		return this.dropReason;
	}

	/**
	 * Returns the sender's port without decoding its address.
	 * @return 0 to 65,535
	 */
	public abstract int sourcePort();

	/**
	 * Returns the upper half of the sender's IPv6 address without creating an object; 0
	 * for IPv4.
	 * @return the first 8 bytes in network order
	 */
	public abstract long sourceHighBits();

	/**
	 * Returns the lower half of the sender's IPv6 address without creating an object; an
	 * IPv4 address is seen as IPv4-mapped, {@code ::ffff:a.b.c.d} (RFC 4291, 2.5.5.2).
	 * @return the last 8 bytes in network order
	 */
	public abstract long sourceLowBits();

	/**
	 * Returns the sender, decoded when asked for.
	 * @return the sender's address and port
	 */
	public abstract InetSocketAddress source();

	/**
	 * Returns what the sender wrote to, which is where the reply leaves from.
	 * @return the address and port, the address being the wildcard where the transport
	 * cannot tell
	 */
	public abstract InetSocketAddress localAddress();

	private enum State {

		PENDING, SENT, DROPPED

	}

}
