package io.uppercased.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.uppercased.transport.Burst;
import io.uppercased.transport.DropReason;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.UdpTransport;
import io.uppercased.transport.linux.Layouts.Time;
import org.jspecify.annotations.Nullable;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The transport for Linux: a burst by one recvmmsg(2), its replies by one sendmmsg(2),
 * both on the listener's thread. Closing frees the burst's memory, as soon as no call
 * uses it. Long because what closes under a call, and what an error means, stands here.
 */
public final class LinuxTransport implements UdpTransport {

	private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

	private final LinuxSocket socket;

	private final Arena arena;

	private final LibC libc;

	private final BurstMemory memory;

	private final LinuxDatagram[] datagrams;

	private final ReplySender sender;

	private final Burst burst;

	private volatile boolean closed;

	private LinuxTransport(LinuxSocket socket, Arena arena, TransportSettings settings) {
		this.socket = socket;
		this.arena = arena;
		this.libc = new LibC(arena);
		this.memory = new BurstMemory(settings.burstSize(), settings.maxPayload(), arena);
		LocalAddresses localAddresses = new LocalAddresses(socket);
		this.datagrams = IntStream.range(0, settings.burstSize())
			.mapToObj((slot) -> new LinuxDatagram(slot, this.memory, localAddresses))
			.toArray(LinuxDatagram[]::new);
		this.sender = new ReplySender(socket, this.libc, this.memory, settings.burstSize());
		this.burst = new Burst(this, List.of(this.datagrams));
	}

	/**
	 * Opens and binds a socket.
	 * @param settings what to open
	 * @return the transport
	 * @throws IOException as
	 * {@link io.uppercased.transport.TransportFactory#open(TransportSettings)} says
	 */
	public static LinuxTransport open(TransportSettings settings) throws IOException {
		LinuxSocket socket = LinuxSocket.open(settings);
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

	/**
	 * Finds out, by opening a socket, whether this transport works here.
	 * @return what is in the way and what to do about it, or {@code null} if it works
	 */
	public static @Nullable String obstacle() {
		if (!System.getProperty("os.name").equals("Linux") || !ARCHITECTURES.contains(System.getProperty("os.arch"))) {
			return "it is for Linux on x86-64 and aarch64.";
		}
		try (LinuxTransport trial = open(new TransportSettings(InetAddress.getLoopbackAddress(), 0, false, 1, 1, 1))) {
			trial.poll();
			return null;
		}
		catch (ExceptionInInitializerError ex) {
			return (ex.getCause() instanceof IllegalCallerException)
					? "Java refuses native access; add --enable-native-access=ALL-UNNAMED to its command line."
					: "the C library cannot be linked: " + ex.getCause();
		}
		catch (IOException | LinkageError ex) {
			return "a trial socket cannot be opened: " + ex;
		}
	}

	@Override
	public Burst burst() {
		return this.burst;
	}

	@Override
	public void receive() throws IOException {
		receive(Constants.MSG_WAITFORONE);
	}

	@Override
	public void poll() throws IOException {
		receive(Constants.MSG_DONTWAIT);
	}

	@Override
	public boolean shutOut() throws IOException {
		this.socket.shutOut();
		return true;
	}

	private void receive(int flags) throws IOException {
		try {
			this.memory.prepareToReceive(this.burst.size());
			this.burst.arrived(0, 0);
			int received = this.libc.recvmmsg(this.socket.descriptor(), this.memory.receiveHeaders(),
					this.datagrams.length, flags);
			if (received > 0 && !this.closed) {
				for (int i = 0; i < received; i++) {
					this.datagrams[i].received();
				}
				this.burst.arrived(received, System.nanoTime() - ageNanos());
				return;
			}
			if (!this.closed && (received == -Errno.EAGAIN || Errno.isPassing(-received))) {
				return;
			}
			if (!this.closed && !Errno.isClosed(-received)) {
				throw new IOException("recvmmsg: errno " + -received);
			}
		}
		catch (IllegalStateException ex) {
			if (!this.closed) {
				throw ex;
			}
		}
		throw new ClosedChannelException();
	}

	/**
	 * Returns how long ago the kernel received the burst's first datagram, by the clock
	 * that it stamped it with.
	 */
	private long ageNanos() {
		MemorySegment slots = this.memory.slots();
		long timestamp = ControlMessages.find(slots, BurstMemory.controlStart(0), this.memory.controlEnd(0),
				Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, Time.LAYOUT.byteSize());
		if (timestamp == ControlMessages.NONE) {
			return 0;
		}
		Instant now = Instant.now();
		long seconds = now.getEpochSecond() - slots.get(JAVA_LONG, timestamp + Time.SECONDS);
		long nanos = now.getNano() - slots.get(JAVA_LONG, timestamp + Time.FRACTION);
		return Math.max(0, TimeUnit.SECONDS.toNanos(seconds) + nanos);
	}

	@Override
	public void send() {
		try {
			this.sender.send(this.burst);
		}
		catch (IllegalStateException ex) {
			if (!this.closed) {
				throw ex;
			}
			this.burst.dropPending(DropReason.SEND_FAILED);
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
	public OptionalLong queuedBytes() {
		return OptionalLong.of(this.socket.queuedBytes());
	}

	@Override
	public OptionalLong drops() {
		return OptionalLong.of(this.socket.drops());
	}

	@Override
	public String name() {
		return "linux";
	}

	/**
	 * Each call that uses the descriptor also uses memory of the arena, which cannot be
	 * closed meanwhile: once it is, the descriptor is nobody's and can be closed too.
	 */
	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.socket.shutdown();
		while (this.arena.scope().isAlive()) {
			try {
				this.arena.close();
			}
			catch (IllegalStateException ex) {
				Thread.onSpinWait();
			}
		}
		this.socket.close();
	}

}
