package io.uppercased.admission;

import java.util.BitSet;
import java.util.List;

/**
 * A range of ports, such as {@code 0-1023} or {@code 53}.
 *
 * @param first the first port of the range
 * @param last the last port of the range
 */
public record PortRange(int first, int last) {

	static final int MAX_PORT = 65_535;

	public PortRange {
		if (first < 0 || last > MAX_PORT || first > last) {
			throw new IllegalArgumentException(
					"a port range goes from a lower to a higher port, both 0 to 65535: " + first + "-" + last);
		}
	}

	/**
	 * Reads a range.
	 * @param text one port, or two and a hyphen
	 * @return the range
	 * @throws IllegalArgumentException if it is not a range
	 */
	public static PortRange valueOf(String text) {
		String[] ports = text.split("-", 2);
		try {
			return new PortRange(Integer.parseInt(ports[0].strip()), Integer.parseInt(ports[ports.length - 1].strip()));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("not a port or a range of ports such as 0-1023: " + text, ex);
		}
	}

	static BitSet toBitSet(List<PortRange> ranges) {
		BitSet ports = new BitSet(MAX_PORT + 1);
		ranges.forEach((range) -> ports.set(range.first(), range.last() + 1));
		return ports;
	}

	@Override
	public String toString() {
		return this.first + "-" + this.last;
	}

}
