package io.uppercased.udp.transport;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Datagram.State;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams that one receive call found, which sends its own replies. It belongs to
 * the thread that received it until the flow returns. Its memory is then used again, so
 * nobody may keep a burst or a datagram; one that has to wait leaves its burst.
 */
public abstract class Burst implements Iterable<Datagram> {

	private final List<Datagram> datagrams;

	private int size;

	private long arrivalNanos;

	private @Nullable Burst replies;

	/**
	 * Creates an empty burst.
	 * @param datagrams its memory, as many as it can hold
	 */
	protected Burst(List<? extends Datagram> datagrams) {
		this.datagrams = List.copyOf(datagrams);
	}

	/**
	 * Starts with new datagrams.
	 * @param size how many were received, 0 for none yet
	 * @param arrivalNanos when the oldest of them arrived, in terms of
	 * {@link System#nanoTime()}
	 */
	protected final void received(int size, long arrivalNanos) {
		this.size = size;
		this.arrivalNanos = arrivalNanos;
	}

	/**
	 * Lets datagrams leave this burst. To be called before the first receive.
	 * @param replies another burst of the same socket, which sends their replies
	 */
	public final void sendLater(Burst replies) {
		this.replies = replies;
	}

	/**
	 * Lets a datagram leave this burst, to be answered later.
	 * @param datagram a datagram of this burst that has no reply yet
	 * @return a copy of it, for any thread
	 * @throws IllegalStateException without {@link #sendLater(Burst)}
	 */
	public final Request leave(Datagram datagram) {
		if (this.replies == null) {
			throw new IllegalStateException("This burst has no late replies");
		}
		return datagram.leave(this.arrivalNanos, this.replies);
	}

	/**
	 * Adds a place for a datagram that left another burst of the same socket. Only one
	 * thread at a time may add to a burst and send it.
	 * @return the place, for {@link Datagram#resume(Request)}
	 */
	public final Datagram add() {
		return this.datagrams.get(this.size++);
	}

	/** Returns whether this burst can hold no more datagrams. */
	public final boolean isFull() {
		return this.size == this.datagrams.size();
	}

	/** Empties this burst, after its datagrams have ended. */
	public final void clear() {
		this.size = 0;
	}

	/**
	 * Sends the reply of each datagram that is replied, in order, and ends it: as sent
	 * or, if the kernel refuses it, as dropped. Does nothing to the others.
	 */
	public abstract void send();

	/** Returns why the kernel last refused a reply of this burst, or {@code null}. */
	public abstract @Nullable IOException sendFailure();

	/**
	 * Returns what the operator should know about the last {@link #send()}, although no
	 * reply was lost.
	 * @return a line for the log, or {@code null} for nothing new
	 */
	public @Nullable String notice() {
		return null;
	}

	/** Returns how many datagrams were received, whatever their state is now. */
	public final int size() {
		return this.size;
	}

	/**
	 * {@return when the oldest datagram arrived, in terms of {@link System#nanoTime()}:
	 * at the kernel if the transport knows, otherwise at the receive call}
	 */
	public final long arrivalNanos() {
		return this.arrivalNanos;
	}

	/**
	 * Returns a datagram.
	 * @param index from 0 to {@link #size()} - 1, in the order of arrival
	 * @return the datagram
	 */
	public final Datagram get(int index) {
		return this.datagrams.get(index);
	}

	/**
	 * Calls an action with each datagram that is received and not yet replied or dropped,
	 * in the order of arrival.
	 * @param action what to do
	 */
	public final void forEachReceived(Consumer<Datagram> action) {
		for (Datagram datagram : this) {
			if (datagram.state() == State.RECEIVED) {
				action.accept(datagram);
			}
		}
	}

	/**
	 * Drops each datagram that has not ended yet.
	 * @param reason why
	 */
	public final void dropRest(DropReason reason) {
		for (Datagram datagram : this) {
			if (datagram.state() == State.RECEIVED || datagram.state() == State.REPLIED) {
				datagram.drop(reason);
			}
		}
	}

	@Override
	public final Iterator<Datagram> iterator() {
		return this.datagrams.subList(0, this.size).iterator();
	}

}
