package io.uppercased.transport;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The datagrams that one receive call found waiting. It belongs to the thread that
 * received it until the flow returns, and its memory is reused for the next: nobody may
 * keep a burst or a datagram, or hand it to another thread.
 */
public final class Burst implements Iterable<Datagram> {

	private final UdpTransport transport;

	private final Datagram[] datagrams;

	private int size;

	private long arrivalNanos;

	/**
	 * Creates an empty burst. For transports.
	 * @param transport where it is received and sent
	 * @param datagrams its memory, as many as it can hold
	 */
	public Burst(UdpTransport transport, List<? extends Datagram> datagrams) {
		this.transport = transport;
		this.datagrams = datagrams.toArray(Datagram[]::new);
	}

	/**
	 * Begins anew. For transports.
	 * @param size how many datagrams were received
	 * @param arrivalNanos when the oldest of them arrived, in terms of
	 * {@link System#nanoTime()}
	 */
	public void arrived(int size, long arrivalNanos) {
		this.size = size;
		this.arrivalNanos = arrivalNanos;
	}

	/**
	 * Returns where this burst was received, and where its replies are sent.
	 * @return the transport
	 */
	public UdpTransport transport() {
		return this.transport;
	}

	/**
	 * Returns how many datagrams were received, whatever has become of them since.
	 * @return the number, 0 if the receive found nothing
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Returns when the oldest datagram arrived: at the kernel if the transport can tell,
	 * otherwise at the receive call.
	 * @return the time in terms of {@link System#nanoTime()}
	 */
	public long arrivalNanos() {
		return this.arrivalNanos;
	}

	/**
	 * Returns a datagram.
	 * @param index from 0 to {@link #size()} - 1, in the order of arrival
	 * @return the datagram
	 */
	public Datagram get(int index) {
		return this.datagrams[index];
	}

	/**
	 * Drops what has not ended yet.
	 * @param reason why
	 */
	public void dropPending(DropReason reason) {
		for (Datagram datagram : this) {
			if (datagram.isPending()) {
				datagram.drop(reason);
			}
		}
	}

	@Override
	public Iterator<Datagram> iterator() {
		return new Iterator<>() {

			private int next;

			@Override
			public boolean hasNext() {
				return this.next < Burst.this.size;
			}

			@Override
			public Datagram next() {
				if (!hasNext()) {
					throw new NoSuchElementException();
				}
				return Burst.this.datagrams[this.next++];
			}

		};
	}

}
