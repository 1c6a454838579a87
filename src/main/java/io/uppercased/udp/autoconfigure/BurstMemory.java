package io.uppercased.udp.autoconfigure;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The memory that the bursts of all listeners take, whose size is known before: refuses
 * what cannot be, and warns of what may end the process.
 *
 * @param listeners how many bursts there are
 * @param burstSize how many datagrams each holds
 */
record BurstMemory(int listeners, int burstSize) {

	private static final Log logger = LogFactory.getLog(BurstMemory.class);

	private static final int KIB_PER_DATAGRAM = 64;

	/**
	 * Holds it against the memory of the host or the container.
	 * @throws InvalidConfigurationPropertyValueException if that is less
	 */
	void check() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		check(system.getTotalMemorySize() >> 20, Runtime.getRuntime().maxMemory() >> 20);
	}

	void check(long total, long heap) {
		if (mebibytes() > total) {
			throw refusal("this host, or the container's limit, has %d MiB".formatted(total));
		}
		if (mebibytes() + heap > total) {
			logger.warn(
					"%s. With a heap of up to %d MiB that may exceed the %d MiB of this host, or the container's limit,"
						.formatted(this, heap, total) + " and end the process (exit code 137).");
		}
	}

	InvalidConfigurationPropertyValueException refusal(String limit) {
		return new InvalidConfigurationPropertyValueException("udp.burst-size", this.burstSize,
				"%s, and %s. Lower one of the two.".formatted(this, limit));
	}

	private long mebibytes() {
		return ((long) this.listeners * this.burstSize * KIB_PER_DATAGRAM) >> 10;
	}

	@Override
	public String toString() {
		return "'udp.listeners' * 'udp.burst-size' * %d KiB = %d * %d * %d KiB takes %d MiB".formatted(KIB_PER_DATAGRAM,
				this.listeners, this.burstSize, KIB_PER_DATAGRAM, mebibytes());
	}

}
