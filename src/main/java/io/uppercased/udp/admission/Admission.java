package io.uppercased.udp.admission;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Drops datagrams that must not be answered: because replies could loop between two
 * services (CVE-2024-2169) or reach more than one host, or because of the configuration.
 * Thread-safe.
 */
public final class Admission implements Consumer<Datagram> {

	private final BitSet configuredPorts = new BitSet();

	private volatile BitSet refusedPorts;

	private final SourceRange[] allowedSources;

	private final @Nullable RateLimiter rateLimiter;

	/**
	 * Creates an admission.
	 * @param refusedPorts the source ports that are never answered
	 * @param allowedSources the sources that are answered; if empty, all are
	 * @param rateLimiter the limit of each sender, or {@code null} for none
	 */
	public Admission(List<PortRange> refusedPorts, List<SourceRange> allowedSources,
			@Nullable RateLimiter rateLimiter) {
		refusedPorts.forEach((range) -> this.configuredPorts.set(range.first(), range.last() + 1));
		// Port 0 means that there is no port to reply to (RFC 768).
		this.configuredPorts.set(0);
		this.refusedPorts = this.configuredPorts;
		this.allowedSources = allowedSources.toArray(SourceRange[]::new);
		this.rateLimiter = rateLimiter;
	}

	/** Also refuses the service's own ports, which replace those of an earlier call. */
	public void refuseOwnPorts(Collection<Integer> ports) {
		BitSet all = (BitSet) this.configuredPorts.clone();
		ports.forEach(all::set);
		this.refusedPorts = all;
	}

	/** Drops the datagram if it must not be answered. */
	@Override
	public void accept(Datagram datagram) {
		DropReason refusal = refusal(datagram);
		if (refusal != null) {
			datagram.drop(refusal);
		}
	}

	private @Nullable DropReason refusal(Datagram datagram) {
		if (this.refusedPorts.get(datagram.addresses().sourcePort())) {
			return DropReason.REFUSED_PORT;
		}
		long high = datagram.addresses().sourceHigh();
		long low = datagram.addresses().sourceLow();
		if (!SourceRange.isOfOneHost(high, low) || !isAllowed(high, low)) {
			return DropReason.REFUSED_SOURCE;
		}
		return (this.rateLimiter != null && this.rateLimiter.refuses(datagram)) ? DropReason.RATE_LIMITED : null;
	}

	private boolean isAllowed(long high, long low) {
		for (SourceRange range : this.allowedSources) {
			if (range.contains(high, low)) {
				return true;
			}
		}
		return this.allowedSources.length == 0;
	}

}
