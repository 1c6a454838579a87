package io.uppercased.flow;

import java.util.BitSet;
import java.util.List;

import io.uppercased.transport.Datagram;
import io.uppercased.transport.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Drops what must not be answered, because the answer could go round for ever between two
 * services (CVE-2024-2169) or reach more than one host.
 */
final class Admission extends BurstHandler {

	private final BitSet refusedPorts;

	Admission(List<PortRange> refusedPorts) {
		this.refusedPorts = PortRange.toBitSet(refusedPorts);
		// Nobody can be answered there, whatever else is configured (RFC 768).
		this.refusedPorts.set(0);
	}

	@Override
	protected void handle(Datagram datagram) {
		DropReason refusal = refusal(datagram);
		if (refusal != null) {
			datagram.drop(refusal);
		}
	}

	private @Nullable DropReason refusal(Datagram datagram) {
		int port = datagram.sourcePort();
		if (this.refusedPorts.get(port) || port == datagram.localAddress().getPort()) {
			return DropReason.REFUSED_PORT;
		}
		if (!SourceAddress.isUnicast(datagram.sourceHighBits(), datagram.sourceLowBits())) {
			return DropReason.REFUSED_SOURCE;
		}
		return null;
	}

}
