package io.uppercased.udp.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

/**
 * One datagram of a {@link Burst}: received, then replied, then sent; or it ends earlier,
 * and no reply is sent.
 */
public abstract class Datagram {

	/**
	 * The largest payload in bytes: 65,535 without a UDP header of 8 bytes and an IPv4
	 * header of 20 (RFC 768, RFC 791).
	 */
	public static final int MAX_PAYLOAD = 65_507;

	private final ByteBuffer memory;

	private final ByteBuffer reply;

	private final Addresses ownAddresses;

	/** Copies, if this datagram left another burst: they outlive the socket's memory. */
	private Addresses addresses;

	private int receivedBytes;

	private int sentBytes;

	private State state = State.DROPPED;

	private @Nullable DropReason dropReason;

	private boolean overLimit;

	private long arrivalNanos;

	/** Creates a datagram with memory for a message or reply of the largest size. */
	protected Datagram(ByteBuffer memory, Addresses addresses) {
		this.memory = memory;
		this.reply = memory.duplicate();
		this.ownAddresses = addresses;
		this.addresses = addresses;
	}

	/** Returns the memory for a message, in the state of a new buffer. */
	protected final ByteBuffer memory() {
		return this.memory.clear().order(ByteOrder.BIG_ENDIAN);
	}

	/**
	 * Begins with a message at the start of {@link #memory()}.
	 * @param kept how many of its bytes were received
	 * @param bytes its size as it was sent, which may be more
	 */
	protected final void received(int kept, int bytes) {
		memory().limit(kept);
		this.receivedBytes = bytes;
		this.state = State.RECEIVED;
		this.dropReason = null;
		this.overLimit = false;
	}

	final Request leave(long arrivalNanos, Burst replies) {
		ByteBuffer copy = ByteBuffer.allocate(this.receivedBytes).put(0, this.memory, 0, this.receivedBytes);
		Request request = new Request(copy, this.addresses.copy(), this.receivedBytes, this.overLimit, arrivalNanos,
				replies);
		proceed(State.LEFT, State.RECEIVED, State.RECEIVED);
		return request;
	}

	/** Begins with a request, whose message is not copied back. */
	final void resume(Request request) {
		received(0, request.receivedBytes());
		this.overLimit = request.overLimit();
		this.arrivalNanos = request.arrivalNanos();
		this.addresses = request.addresses();
		try {
			this.ownAddresses.copyFrom(request.addresses());
		}
		catch (IllegalStateException ex) {
			// The socket is closed, and its memory is freed.
			drop(DropReason.SEND_FAILED);
		}
	}

	/** Ends this datagram: the kernel has accepted its reply, of this size in bytes. */
	protected final void sent(int bytes) {
		proceed(State.SENT, State.REPLIED, State.REPLIED);
		this.sentBytes = bytes;
	}

	/** Ends this datagram without a reply, because the transformer returned none. */
	public final void leaveUnanswered() {
		proceed(State.UNANSWERED, State.RECEIVED, State.RECEIVED);
	}

	/** Ends this datagram without a reply, for a counted reason. */
	public final void drop(DropReason reason) {
		proceed(State.DROPPED, State.RECEIVED, State.REPLIED);
		this.dropReason = reason;
	}

	/** Records that the sender exceeds its rate limit, even if nothing is dropped. */
	public final void exceedLimit() {
		this.overLimit = true;
	}

	/**
	 * Sets the reply, or drops the datagram if the reply is larger than
	 * {@link #MAX_PAYLOAD}. A copy of the reply may overwrite the message.
	 * @param reply the reply, from position to limit, which do not change; may be
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

	/** Returns the message, valid until there is a reply or the next receive. */
	public final ByteBuffer message() {
		return this.memory;
	}

	/** Returns the reply, if there is one, valid until the next receive. */
	public final ByteBuffer reply() {
		return this.reply;
	}

	/** Returns the size of the message in bytes, as it was sent. */
	public final int receivedBytes() {
		return this.receivedBytes;
	}

	/** Returns the size of the reply in bytes, if it was sent. */
	public final int sentBytes() {
		return this.sentBytes;
	}

	public final State state() {
		return this.state;
	}

	public final @Nullable DropReason dropReason() {
		return this.dropReason;
	}

	/** Returns {@link Burst#arrivalNanos()} of the burst that this datagram left. */
	public final long arrivalNanos() {
		return this.arrivalNanos;
	}

	/** Returns whether the sender was over its rate limit. */
	public final boolean isOverLimit() {
		return this.overLimit;
	}

	/** Returns the addresses, valid until the next receive. */
	public final Addresses addresses() {
		return this.addresses;
	}

	/**
	 * What has happened to a datagram. SENT, UNANSWERED and DROPPED end it. LEFT means
	 * that it has left its burst to be answered later.
	 */
	public enum State {

		RECEIVED, REPLIED, SENT, UNANSWERED, DROPPED, LEFT

	}

}
