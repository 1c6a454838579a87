package io.uppercased.udp.autoconfigure;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The memory that the server needs at most, compared with the memory of the host or the
 * limit of the container: refuses bursts that do not fit, and warns if the sum may not
 * fit.
 *
 * @param listeners how many bursts there are
 * @param burstSize how many datagrams each holds
 * @param lateReplies how many late replies each listener sends together, 0 for none
 * @param total the memory of the host or the limit of the container, in MiB
 */
record MemoryNeeds(int listeners, int burstSize, int lateReplies, long total) {

	private static final Log logger = LogFactory.getLog(MemoryNeeds.class);

	private static final int KIB_PER_DATAGRAM = 64;

	/**
	 * What the JVM needs besides its heap for classes, code and threads. Measured under
	 * load with the options of the image: 52 MiB with an AOT cache, 73 MiB without.
	 */
	private static final int JVM_MEBIBYTES = 64;

	static long totalMebibytes() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize() >> 20;
	}

	/** Refuses bursts that do not fit, before they are allocated. */
	void checkBursts() {
		if (mebibytes(this.burstSize) > this.total) {
			throw refusal("this host, or the container's limit, has %d MiB".formatted(this.total));
		}
	}

	InvalidConfigurationPropertyValueException refusal(String limit) {
		return new InvalidConfigurationPropertyValueException("udp.burst-size", this.burstSize,
				"'udp.listeners' * 'udp.burst-size' * %d KiB = %d * %d * %d KiB needs %d MiB, and %s. Lower one of the two."
					.formatted(KIB_PER_DATAGRAM, this.listeners, this.burstSize, KIB_PER_DATAGRAM,
							mebibytes(this.burstSize), limit));
	}

	/**
	 * Warns if the sum is too large.
	 * @param buffers the receive buffers in bytes that the kernel granted; it doubles
	 * them for its own overhead, and counts them for the container
	 * @param heap the maximum size of the heap in bytes
	 */
	void check(long buffers, long heap) {
		long heapMebibytes = heap >> 20;
		long bursts = mebibytes(this.burstSize) + mebibytes(this.lateReplies);
		long sockets = (2 * buffers) >> 20;
		long sum = heapMebibytes + JVM_MEBIBYTES + bursts + sockets;
		if (sum > this.total) {
			logger.warn(
					("A flood may end the process (exit code 137): heap %d MiB + rest of the JVM %d MiB + bursts %d MiB "
							+ "+ receive buffers %d MiB = %d MiB, and this host, or the container's limit, has %d MiB. "
							+ "Raise that limit, or lower -Xmx, 'udp.listeners', 'udp.burst-size' or "
							+ "'udp.receive-buffer'.")
						.formatted(heapMebibytes, JVM_MEBIBYTES, bursts, sockets, sum, this.total));
		}
	}

	private long mebibytes(int datagrams) {
		return ((long) this.listeners * datagrams * KIB_PER_DATAGRAM) >> 10;
	}

}
