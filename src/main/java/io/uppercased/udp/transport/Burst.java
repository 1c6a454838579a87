package io.uppercased.udp.transport;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Datagram.State;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of one receive call, in the order of arrival. Only the thread that
 * received it may use it, and only until the flow returns: then the next burst is
 * received into the same memory. A datagram that has to wait leaves its burst.
 */
public abstract class Burst implements Iterable<Datagram> {

	private final List<Datagram> datagrams;

	private int size;

	private long arrivalNanos;

	private @Nullable Burst replies;

	/** Creates an empty burst with its memory: as many datagrams as it can contain. */
	protected Burst(List<? extends Datagram> datagrams) {
		this.datagrams = List.copyOf(datagrams);
	}

	/** Begins a burst of the first {@code size} datagrams. */
	protected final void received(int size, long arrivalNanos) {
		this.size = size;
		this.arrivalNanos = arrivalNanos;
	}

	/**
	 * Allows {@link #leave(Datagram)}. Must be called before the first receive.
	 * @param replies another burst of the same socket, which sends the late replies
	 */
	public final void sendLater(Burst replies) {
		this.replies = replies;
	}

	/**
	 * Lets a datagram of this burst, which has no reply yet, leave it to be answered
	 * later.
	 * @return a copy of the datagram, for any thread
	 * @throws IllegalStateException without {@link #sendLater(Burst)}
	 */
	public final Request leave(Datagram datagram) {
		if (this.replies == null) {
			throw new IllegalStateException("This burst has no late replies");
		}
		return datagram.leave(this.arrivalNanos, this.replies);
	}

	/**
	 * Adds a datagram that left another burst of the same socket, or drops it if the
	 * socket is closed. Only one thread at a time may add to a burst and send it.
	 */
	public final Datagram add(Request request) {
		Datagram datagram = this.datagrams.get(this.size++);
		datagram.resume(request);
		return datagram;
	}

	/** Returns whether {@link #add(Request)} has no room for another datagram. */
	public final boolean isFull() {
		return this.size == this.datagrams.size();
	}

	/** Removes all datagrams, which must have ended. */
	public final void clear() {
		this.size = 0;
	}

	/**
	 * Sends, in order, each datagram that has a reply. The datagram is then sent, or
	 * dropped if the kernel refuses the reply. Other datagrams do not change.
	 */
	public abstract void send();

	/** Returns why the kernel last refused a reply of this burst, or {@code null}. */
	public abstract @Nullable IOException sendFailure();

	/**
	 * Returns a warning for the log about the last {@link #send()}, which lost no reply.
	 * {@code null} means that there is nothing new.
	 */
	public @Nullable String notice() {
		return null;
	}

	/** Returns how many datagrams were received, whatever their state is now. */
	public final int size() {
		return this.size;
	}

	/**
	 * Returns when the oldest datagram arrived, as {@link System#nanoTime()}: at the
	 * kernel if the transport knows, otherwise at the receive call.
	 */
	public final long arrivalNanos() {
		return this.arrivalNanos;
	}

	/** Returns a datagram, by its index from 0 to {@link #size()} - 1. */
	public final Datagram get(int index) {
		return this.datagrams.get(index);
	}

	/** Calls an action with each datagram that has no reply and has not ended. */
	public final void forEachReceived(Consumer<Datagram> action) {
		for (Datagram datagram : this) {
			if (datagram.state() == State.RECEIVED) {
				action.accept(datagram);
			}
		}
	}

	/** Drops each datagram that has not ended. */
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
