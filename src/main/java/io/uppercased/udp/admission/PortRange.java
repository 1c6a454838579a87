package io.uppercased.udp.admission;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of ports, such as {@code 0-1023} or {@code 53}.
 *
 * @param first the first port of the range
 * @param last the last port of the range
 */
public record PortRange(int first, int last) {

	private static final Pattern RANGE = Pattern.compile(" *([0-9]{1,5}) *(?:- *([0-9]{1,5}) *)?");

	public PortRange {
		if (first < 0 || last > 65_535 || first > last) {
			throw new IllegalArgumentException(
					"'%d-%d' is not a range from a lower to a higher port, both 0 to 65535".formatted(first, last));
		}
	}

	/**
	 * Reads one port, or two with a hyphen between them.
	 * @throws IllegalArgumentException if the text is neither
	 */
	public static PortRange valueOf(String text) {
		Matcher ports = RANGE.matcher(text);
		if (!ports.matches()) {
			throw new IllegalArgumentException("'%s' is not a port or a range of ports such as 0-1023".formatted(text));
		}
		int first = Integer.parseInt(ports.group(1));
		return new PortRange(first, (ports.group(2) != null) ? Integer.parseInt(ports.group(2)) : first);
	}

	/** Spring calls this for a port without quotes in YAML, which is a number. */
	public static PortRange valueOf(Integer port) {
		return new PortRange(port, port);
	}

}
