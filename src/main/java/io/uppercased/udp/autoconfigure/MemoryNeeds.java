package io.uppercased.udp.autoconfigure;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import io.uppercased.udp.transport.UdpTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The memory that the server needs at most, compared with that of the host or of the
 * container's limit: refuses bursts that do not fit, and warns if the sum may not fit.
 *
 * @param listeners how many bursts there are
 * @param burstSize how many datagrams each holds
 * @param lateReplies how many late replies each listener sends together, 0 for none
 */
record MemoryNeeds(int listeners, int burstSize, int lateReplies) {

	private static final Log logger = LogFactory.getLog(MemoryNeeds.class);

	private static final int KIB_PER_DATAGRAM = 64;

	/**
	 * What the JVM needs besides its heap for classes, code and threads. Measured under
	 * load with the options of the image: 52 MiB with an AOT cache, 73 MiB without.
	 */
	private static final int JVM_MEBIBYTES = 64;

	/**
	 * Refuses bursts that have no room, before they are allocated.
	 * @throws InvalidConfigurationPropertyValueException if they have none
	 */
	void checkBursts() {
		checkBursts(totalMebibytes());
	}

	void checkBursts(long total) {
		if (bursts() > total) {
			throw refusal("this host, or the container's limit, has %d MiB".formatted(total));
		}
	}

	InvalidConfigurationPropertyValueException refusal(String limit) {
		return new InvalidConfigurationPropertyValueException("udp.burst-size", this.burstSize,
				"'udp.listeners' * 'udp.burst-size' * %d KiB = %d * %d * %d KiB takes %d MiB, and %s. Lower one of the two."
					.formatted(KIB_PER_DATAGRAM, this.listeners, this.burstSize, KIB_PER_DATAGRAM, bursts(), limit));
	}

	/**
	 * Warns if the sum is too large, once the kernel has granted the receive buffers.
	 */
	void check(List<UdpTransport> sockets) {
		check(sockets.stream().mapToLong(UdpTransport::receiveBuffer).sum(), Runtime.getRuntime().maxMemory() >> 20,
				totalMebibytes());
	}

	/**
	 * Warns if the sum is too large.
	 * @param buffers the receive buffers in bytes, which the kernel doubles for its own
	 * overhead, and counts for the container
	 */
	void check(long buffers, long heap, long total) {
		long bursts = bursts() + mebibytes(this.lateReplies);
		long sockets = (2 * buffers) >> 20;
		long sum = heap + JVM_MEBIBYTES + bursts + sockets;
		if (sum > total) {
			logger.warn(
					("A flood may end the process (exit code 137): heap %d MiB + rest of the JVM %d MiB + bursts %d MiB "
							+ "+ receive buffers %d MiB = %d MiB, and this host, or the container's limit, has %d MiB. "
							+ "Raise that limit, or lower -Xmx, 'udp.listeners', 'udp.burst-size' or "
							+ "'udp.receive-buffer'.")
						.formatted(heap, JVM_MEBIBYTES, bursts, sockets, sum, total));
		}
	}

	private long bursts() {
		return mebibytes(this.burstSize);
	}

	private long mebibytes(int datagrams) {
		return ((long) this.listeners * datagrams * KIB_PER_DATAGRAM) >> 10;
	}

	private static long totalMebibytes() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize() >> 20;
	}

}
