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
import io.uppercased.udp.transport.TransportTrial;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * The transport for Linux: one system call receives a burst, and one sends its replies,
 * on the listener's thread. Closing waits until no call uses the burst's memory.
 */
public final class LinuxTransport implements UdpTransport {

	private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

	private static final Duration PAUSE_BETWEEN_CLOSES = Duration.ofNanos(10_000);

	private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

	private final LinuxSocket socket;

	/** Locked for the calls that any thread may make, so that none waits for a close. */
	private final Descriptor descriptor;

	private final Arena arena;

	private final LinuxBurst burst;

	private final Set<Capability> capabilities;

	private volatile boolean closed;

	private long drops;

	private LinuxTransport(LinuxSocket socket, Arena arena, TransportSettings settings) {
		this.socket = socket;
		this.descriptor = socket.descriptor();
		this.arena = arena;
		this.burst = newBurst(settings.burstSize(), settings.maxPayload(), 0);
		Set<Capability> capabilities = EnumSet.of(Capability.DESTINATION_ADDRESS,
				socket.inherited() ? Capability.OUTLIVES_PROCESS : Capability.STOP_ACCEPTING);
		if (memoryInfo(Constants.SK_MEMINFO_DROPS, -1) != -1) {
			capabilities.add(Capability.KERNEL_DROPS);
		}
		this.capabilities = Collections.unmodifiableSet(capabilities);
	}

	/** Returns why this transport does not work here, or {@code null} if it may. */
	public static @Nullable String findProblem() {
		if (!System.getProperty("os.name").equals("Linux") || !ARCHITECTURES.contains(System.getProperty("os.arch"))) {
			return "it needs Linux on x86-64 or aarch64.";
		}
		try {
			return TransportTrial.run(LinuxTransport::open);
		}
		catch (LinkageError ex) {
			Throwable cause = (ex instanceof ExceptionInInitializerError) ? ex.getCause() : ex;
			return (cause instanceof IllegalCallerException)
					? "Java refuses native access; add --enable-native-access=ALL-UNNAMED to its command line."
					: "the C library cannot be linked: " + cause;
		}
	}

	/** Opens and binds a socket. */
	public static LinuxTransport open(TransportSettings settings) throws IOException {
		return create(LinuxSocket.open(settings), settings);
	}

	/**
	 * Uses a bound socket that another process will continue to serve: it is neither shut
	 * down nor emptied. Its options change for all processes that have it.
	 * @param descriptor stays open when the transport is closed, and can be adopted again
	 * @param settings what to set; address, port and sharing do not apply
	 * @throws io.uppercased.udp.transport.OpenFailedException if the descriptor is not a
	 * UDP socket that is bound and not connected
	 */
	public static LinuxTransport adopt(int descriptor, TransportSettings settings) throws IOException {
		return create(LinuxSocket.adopt(descriptor, settings), settings);
	}

	private static LinuxTransport create(LinuxSocket socket, TransportSettings settings) {
		Arena arena = Arena.ofShared();
		try {
			return new LinuxTransport(socket, arena, settings);
		}
		catch (Throwable ex) {
			arena.close();
			socket.close();
			throw ex;
		}
	}

	private LinuxBurst newBurst(int size, int maxPayload, int sendFlags) {
		return new LinuxBurst(this.socket, size, maxPayload, this.arena, InstantSource.system(), sendFlags);
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
			if (!this.closed) {
				if (received < 0 && !isPassing(-received)) {
					throw LibC.failure("recvmmsg", -received);
				}
				return this.burst;
			}
		}
		catch (IllegalStateException ex) {
			if (!this.closed) {
				throw ex;
			}
		}
		throw new ClosedChannelException();
	}

	/** ECONNREFUSED reports that the receiver of an earlier datagram refused it. */
	private static boolean isPassing(int errno) {
		return errno == Constants.EAGAIN || errno == Constants.EINTR || errno == Constants.ECONNREFUSED;
	}

	@Override
	public void allowLateReplies(int size) {
		// A call that waits would occupy the carrier of a virtual thread.
		this.burst.sendLater(newBurst(size, 0, Constants.MSG_DONTWAIT));
	}

	@Override
	public Set<Capability> capabilities() {
		return this.capabilities;
	}

	/** Does nothing to an inherited socket: the next process continues to serve it. */
	@Override
	public void stopAccepting() throws IOException {
		synchronized (this.descriptor) {
			if (!this.closed && !this.socket.inherited()) {
				this.socket.leavePort();
			}
		}
	}

	@Override
	public long queuedBytes() {
		return Integer.toUnsignedLong(memoryInfo(Constants.SK_MEMINFO_RMEM_ALLOC, 0));
	}

	/** The kernel counts drops for full buffers and wrong checksums, modulo 2^32. */
	@Override
	public long drops() {
		synchronized (this.descriptor) {
			int known = (int) this.drops;
			this.drops += Integer.toUnsignedLong(memoryInfo(Constants.SK_MEMINFO_DROPS, known) - known);
			return this.drops;
		}
	}

	/** Returns a number of SO_MEMINFO, which sandboxes may refuse. */
	private int memoryInfo(int index, int ifUnknown) {
		synchronized (this.descriptor) {
			try {
				return this.arena.scope().isAlive() ? this.descriptor.readOption(Constants.SO_MEMINFO, index)
						: ifUnknown;
			}
			catch (IOException ex) {
				return ifUnknown;
			}
		}
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
	 * closed meanwhile. Once it is closed, no call uses the descriptor, which can be
	 * closed too. A transformer may use the memory in a call of its own that never ends,
	 * such as the read of another channel: then both stay open until the process ends.
	 */
	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (!this.socket.inherited()) {
			synchronized (this.descriptor) {
				this.descriptor.shutdown(Constants.SHUT_RDWR);
			}
		}
		long start = System.nanoTime();
		while (!tryClose() && System.nanoTime() - start < LONGEST_CLOSE.toNanos()) {
			LockSupport.parkNanos(PAUSE_BETWEEN_CLOSES.toNanos());
		}
	}

	private boolean tryClose() {
		synchronized (this.descriptor) {
			drops();
			try {
				this.arena.close();
			}
			catch (IllegalStateException ex) {
				return false;
			}
			this.socket.close();
			return true;
		}
	}

}
