package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

/**
 * The transport for Linux: a burst by one system call each way, on the listener's thread.
 * Closing waits until no call uses the burst's memory, and frees it.
 */
public final class LinuxTransport implements UdpTransport {

	private static final Duration PAUSE_BETWEEN_CLOSES = Duration.ofNanos(10_000);

	private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

	private final LinuxSocket socket;

	private final Arena arena;

	private final LinuxBurst burst;

	private final Set<Capability> capabilities = EnumSet.of(Capability.DESTINATION_ADDRESS);

	private volatile boolean closed;

	private LinuxTransport(LinuxSocket socket, Arena arena, TransportSettings settings) {
		this.socket = socket;
		this.arena = arena;
		this.burst = new LinuxBurst(socket, settings, arena, InstantSource.system());
		if (socket.countsDrops()) {
			this.capabilities.add(Capability.KERNEL_DROPS);
		}
		this.capabilities.add(socket.isInherited() ? Capability.OUTLIVES_PROCESS : Capability.STOP_ACCEPTING);
	}

	/**
	 * Opens and binds a socket.
	 * @param settings what to open
	 * @return the transport
	 * @throws IOException as
	 * {@link io.uppercased.udp.transport.TransportFactory#open(TransportSettings)} says
	 */
	public static LinuxTransport open(TransportSettings settings) throws IOException {
		LinuxSocket socket = SocketSetup.open(settings);
		try {
			return create(socket, settings);
		}
		catch (Throwable ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Uses a socket that is bound already, and whose queue another process continues to
	 * serve: it is neither shut down nor emptied. The options that are set on it apply to
	 * all processes that have it.
	 * @param descriptor the file descriptor, which the caller keeps: closing the
	 * transport leaves it open, and it can be adopted again
	 * @param settings what to set; address, port and its sharing are the socket's own
	 * @return the transport
	 * @throws io.uppercased.udp.transport.UnfitSocketException if the descriptor is not a
	 * UDP socket that is bound and not connected
	 * @throws IOException if the socket cannot be set up
	 */
	public static LinuxTransport adopt(int descriptor, TransportSettings settings) throws IOException {
		return create(SocketSetup.adopt(descriptor, settings), settings);
	}

	private static LinuxTransport create(LinuxSocket socket, TransportSettings settings) {
		Arena arena = Arena.ofShared();
		try {
			return new LinuxTransport(socket, arena, settings);
		}
		catch (Throwable ex) {
			arena.close();
			throw ex;
		}
	}

	@Override
	public LinuxBurst receive() throws IOException {
		return receive(Constants.MSG_WAITFORONE);
	}

	@Override
	public LinuxBurst poll() throws IOException {
		return receive(Constants.MSG_DONTWAIT);
	}

	private LinuxBurst receive(int flags) throws IOException {
		try {
			int received = this.burst.receive(flags);
			if (!this.closed && (received > 0 || received == -Errno.EAGAIN || Errno.isPassing(-received))) {
				return this.burst;
			}
			if (!this.closed) {
				throw Errno.failure("recvmmsg", -received);
			}
		}
		catch (IllegalStateException ex) {
			if (!this.closed) {
				throw ex;
			}
		}
		throw new ClosedChannelException();
	}

	@Override
	public void allowLateReplies(int size) {
		this.burst.sendLater(this.burst.forLateReplies(size));
	}

	@Override
	public Set<Capability> capabilities() {
		return Collections.unmodifiableSet(this.capabilities);
	}

	@Override
	public void stopAccepting() throws IOException {
		if (!this.socket.isInherited()) {
			this.socket.stopAccepting();
		}
	}

	@Override
	public long queuedBytes() {
		return this.socket.queuedBytes();
	}

	@Override
	public long drops() {
		return this.socket.drops();
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.socket.localAddress();
	}

	@Override
	public int receiveBuffer() {
		return this.socket.receiveBuffer();
	}

	@Override
	public String name() {
		return "linux";
	}

	/**
	 * Each call that uses the descriptor also uses memory of the arena, which cannot be
	 * closed meanwhile: once it is, the descriptor is nobody's and can be closed too. A
	 * transformer may use the memory for a call of its own, such as the read of another
	 * channel, which may never end: then both are left to the end of the process.
	 */
	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.socket.shutdown();
		long start = System.nanoTime();
		while (System.nanoTime() - start < LONGEST_CLOSE.toNanos()) {
			try {
				this.arena.close();
				this.socket.close();
				return;
			}
			catch (IllegalStateException ex) {
				LockSupport.parkNanos(PAUSE_BETWEEN_CLOSES.toNanos());
			}
		}
	}

}
