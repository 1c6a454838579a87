package io.uppercased.udp.transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.uppercased.udp.transform.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One datagram of a {@link Burst}: received, then replied, then sent, unless it is
 * dropped before. Sending sends what was replied: a message nobody replied to goes
 * nowhere.
 */
public abstract class Datagram {

	/**
	 * The largest payload in bytes: what a UDP header of 8 bytes and an IPv4 header of 20
	 * leave of 65,535 (RFC 768, RFC 791).
	 */
	public static final int MAX_PAYLOAD = 65_507;

	private final ByteBuffer memory;

	private final ByteBuffer reply;

	private int receivedBytes;

	private int sentBytes;

	private State state = State.DROPPED;

	private @Nullable DropReason dropReason;

	private boolean overLimit;

	private long arrivalNanos;

	/** Not this object itself, or a transformer could end the datagram by a cast. */
	private final Exchange exchange = new Exchange() {

		@Override
		public InetSocketAddress source() {
			return Datagram.this.source();
		}

		@Override
		public InetSocketAddress localAddress() {
			return Datagram.this.localAddress();
		}

	};

	/**
	 * Creates a datagram.
	 * @param memory where its message is received and its reply is kept, of at least
	 * {@link #MAX_PAYLOAD} bytes
	 */
	protected Datagram(ByteBuffer memory) {
		this.memory = memory;
		this.reply = memory.duplicate();
	}

	/**
	 * Returns the memory that a message is received into, in the state of a new buffer,
	 * whatever the transformer of an earlier message has set.
	 */
	protected final ByteBuffer memory() {
		return this.memory.clear().order(ByteOrder.BIG_ENDIAN);
	}

	/**
	 * Starts with a new message, at the beginning of {@link #memory()}.
	 * @param kept the size of what was received of it
	 * @param bytes its size as it was sent, which may be more than was kept of it
	 */
	protected final void received(int kept, int bytes) {
		memory().limit(kept);
		this.receivedBytes = bytes;
		this.state = State.RECEIVED;
		this.dropReason = null;
		this.overLimit = false;
	}

	/**
	 * Lets this datagram leave its burst, to be answered later.
	 * @param arrivalNanos when the burst arrived
	 * @param replies the burst that sends the reply
	 * @return what is left of it
	 */
	final Request leave(long arrivalNanos, Burst replies) {
		ByteBuffer copy = ByteBuffer.allocate(this.receivedBytes).put(0, this.memory, 0, this.receivedBytes);
		Request request = new Request(copy, copyAddresses(), this.receivedBytes, this.overLimit, arrivalNanos, replies);
		proceed(State.LEFT, State.RECEIVED, State.RECEIVED);
		return request;
	}

	/**
	 * Starts with a datagram that left another burst of the same socket. Its message
	 * stays with the transformer.
	 * @param request what is left of it
	 * @throws IllegalStateException if the socket is closed; it can still be dropped
	 */
	public final void resume(Request request) {
		received(0, request.receivedBytes());
		this.overLimit = request.overLimit();
		this.arrivalNanos = request.arrivalNanos();
		restoreAddresses(request.addresses());
	}

	/**
	 * {@return a copy of both addresses, at its real size}
	 */
	protected abstract Exchange copyAddresses();

	/**
	 * Takes over the addresses of another datagram.
	 * @param addresses what {@link #copyAddresses()} returned
	 */
	protected abstract void restoreAddresses(Exchange addresses);

	/**
	 * Ends this datagram: its reply was handed to the kernel.
	 * @param bytes the size of the reply
	 */
	protected final void sent(int bytes) {
		proceed(State.SENT, State.REPLIED, State.REPLIED);
		this.sentBytes = bytes;
	}

	/**
	 * Ends this datagram without a reply, as the transformer decided.
	 */
	public final void leaveUnanswered() {
		proceed(State.UNANSWERED, State.RECEIVED, State.RECEIVED);
	}

	/**
	 * Drops this datagram.
	 * @param reason why
	 */
	public final void drop(DropReason reason) {
		proceed(State.DROPPED, State.RECEIVED, State.REPLIED);
		this.dropReason = reason;
	}

	/**
	 * Notes that the sender is over its rate limit, whether or not that drops this
	 * datagram.
	 */
	public final void exceedLimit() {
		this.overLimit = true;
	}

	/**
	 * Replies, with a copy of what it is given, or drops the datagram if the reply is
	 * larger than {@link #MAX_PAYLOAD}. The message may be overwritten.
	 * @param reply the reply, from position to limit, which stay as they are; may be
	 * {@link #message()} itself
	 */
	@SuppressWarnings("ReferenceEquality")
	public final void reply(ByteBuffer reply) {
		int position = reply.position();
		int length = reply.limit() - position;
		if (length > MAX_PAYLOAD) {
			drop(DropReason.REPLY_TOO_LARGE);
			return;
		}
		proceed(State.REPLIED, State.RECEIVED, State.RECEIVED);
		if (reply == this.memory) {
			this.reply.limit(position + length).position(position);
		}
		else {
			this.reply.clear().put(0, reply, position, length).limit(length);
		}
	}

	private void proceed(State next, State from, State orFrom) {
		if (this.state != from && this.state != orFrom) {
			throw new IllegalStateException("A datagram that is " + this.state + " cannot be " + next);
		}
		this.state = next;
	}

	/**
	 * {@return the message, to be read before there is a reply, until the next receive}
	 */
	public final ByteBuffer message() {
		return this.memory;
	}

	/**
	 * Returns what is sent, once there is a reply.
	 * @return a buffer over this datagram's own memory, valid until the next receive
	 */
	public final ByteBuffer reply() {
		return this.reply;
	}

	/**
	 * {@return the size in bytes of the message as it was sent}
	 */
	public final int receivedBytes() {
		return this.receivedBytes;
	}

	/**
	 * {@return the size in bytes of the reply, if it was sent}
	 */
	public final int sentBytes() {
		return this.sentBytes;
	}

	/**
	 * {@return how far this datagram has come}
	 */
	public final State state() {
		return this.state;
	}

	/**
	 * {@return why this datagram was dropped, or {@code null} if it was not}
	 */
	public final @Nullable DropReason dropReason() {
		return this.dropReason;
	}

	/**
	 * {@return when the burst arrived that this datagram had left, in terms of
	 * {@link System#nanoTime()}}
	 */
	public final long arrivalNanos() {
		return this.arrivalNanos;
	}

	/**
	 * {@return whether the sender was over its rate limit}
	 */
	public final boolean isOverLimit() {
		return this.overLimit;
	}

	/**
	 * {@return the key that the sender is counted by: an IPv4 address or an IPv6 subnet
	 * of 64 bits}
	 */
	public final long sender() {
		return AddressBits.sender(sourceHighBits(), sourceLowBits());
	}

	/**
	 * {@return what a transformer may ask about this datagram}
	 */
	public final Exchange exchange() {
		return this.exchange;
	}

	/**
	 * {@return the sender}
	 */
	public abstract InetSocketAddress source();

	/**
	 * {@return the address and port that the sender wrote to, as
	 * {@link Exchange#localAddress()}}
	 */
	public abstract InetSocketAddress localAddress();

	/**
	 * {@return the sender's port, 0 to 65,535, without decoding its address}
	 */
	public abstract int sourcePort();

	/**
	 * {@return the first 8 bytes of the sender's IPv6 address, in network order; 0 for
	 * IPv4}
	 */
	public abstract long sourceHighBits();

	/**
	 * {@return the last 8 bytes of the sender's IPv6 address, in network order; an IPv4
	 * address is seen as IPv4-mapped, {@code ::ffff:a.b.c.d}}
	 */
	public abstract long sourceLowBits();

	/**
	 * How far a datagram has come.
	 */
	public enum State {

		/** It has a message, and nobody has answered it yet. */
		RECEIVED,

		/** It has a reply, which is yet to be sent. */
		REPLIED,

		/** Its reply was handed to the kernel. */
		SENT,

		/** The transformer chose not to reply. */
		UNANSWERED,

		/** It gets no answer, for a counted reason. */
		DROPPED,

		/** It has left its burst, and is answered later. */
		LEFT

	}

}
