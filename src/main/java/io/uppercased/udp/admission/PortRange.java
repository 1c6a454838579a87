package io.uppercased.udp.admission;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of ports, such as {@code 0-1023} or {@code 53}.
 *
 * @param first the first port of the range
 * @param last the last port of the range
 */
public record PortRange(int first, int last) {

	static final int MAX_PORT = 65_535;

	private static final Pattern RANGE = Pattern.compile(" *([0-9]{1,5}) *(?:- *([0-9]{1,5}) *)?");

	public PortRange {
		if (first < 0 || last > MAX_PORT || first > last) {
			throw new IllegalArgumentException(
					"'%d-%d' is not a range from a lower to a higher port, both 0 to 65535".formatted(first, last));
		}
	}

	/**
	 * Reads a range.
	 * @param text one port, or two and a hyphen
	 * @return the range
	 * @throws IllegalArgumentException if it is not a range
	 */
	public static PortRange valueOf(String text) {
		Matcher ports = RANGE.matcher(text);
		if (!ports.matches()) {
			throw new IllegalArgumentException("'%s' is not a port or a range of ports such as 0-1023".formatted(text));
		}
		int first = Integer.parseInt(ports.group(1));
		return new PortRange(first, (ports.group(2) != null) ? Integer.parseInt(ports.group(2)) : first);
	}

	/**
	 * Returns the range of one port. Spring converts numbers with it: in YAML, a port
	 * without quotes is one.
	 */
	public static PortRange valueOf(Integer port) {
		return new PortRange(port, port);
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
