package io.uppercased.udp.transport;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Datagram.State;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams that one receive call found waiting, which sends its own replies. It
 * belongs to the thread that received it until the flow returns, and its memory is reused
 * for the next: nobody may keep a burst or a datagram, or hand it to another thread. A
 * datagram that has to wait leaves its burst.
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
	 * Begins anew.
	 * @param size how many datagrams were received, 0 for none yet
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
	 * @return what is left of it, for any thread
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
	 * @return the place, to be used by {@link Datagram#resume(Request)}
	 */
	public final Datagram add() {
		return this.datagrams.get(this.size++);
	}

	/**
	 * Returns whether this burst can hold no more datagrams.
	 */
	public final boolean isFull() {
		return this.size == this.datagrams.size();
	}

	/**
	 * Empties this burst, after its datagrams have ended.
	 */
	public final void clear() {
		this.size = 0;
	}

	/**
	 * Sends the reply of each datagram that is replied, in order, and ends it: as sent
	 * or, if the kernel refuses it, as dropped. Does nothing to the others.
	 */
	public abstract void send();

	/**
	 * Returns why the kernel last refused a reply of this burst.
	 * @return what it said, or {@code null} if it did not
	 */
	public abstract @Nullable IOException sendFailure();

	/**
	 * Returns what the last {@link #send()} met that costs no reply, but that an operator
	 * should know.
	 * @return a line for the log, or {@code null} for nothing new
	 */
	public @Nullable String notice() {
		return null;
	}

	/**
	 * Returns how many datagrams were received, whatever has become of them since.
	 * @return the number, 0 if the receive found nothing
	 */
	public final int size() {
		return this.size;
	}

	/**
	 * Returns when the oldest datagram arrived: at the kernel if the transport can tell,
	 * otherwise at the receive call.
	 * @return the time in terms of {@link System#nanoTime()}
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
	 * Does something with each datagram that has no reply yet and is not dropped, in the
	 * order of arrival.
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
	 * Drops what is neither sent nor dropped yet.
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
