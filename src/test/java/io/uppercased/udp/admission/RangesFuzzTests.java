package io.uppercased.udp.admission;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the ranges that are read from text with a simple calculation, bit by bit and
 * port by port. Runs on its corpus; CONTRIBUTING.md says how to run it for longer.
 */
class RangesFuzzTests {

	private static final int ADDRESS_SIZE = 16;

	private static final BigInteger MAPPED = BigInteger.valueOf(0xffff).shiftLeft(32);

	/**
	 * Reads a block, and checks whether it contains an address.
	 * @param input the 16 bytes of the address, then the text of the block
	 */
	@FuzzTest(maxDuration = "10m")
	void aBlockContainsTheAddressesWithItsPrefix(byte[] input) {
		if (input.length < ADDRESS_SIZE) {
			return;
		}
		String text = new String(input, ADDRESS_SIZE, input.length - ADDRESS_SIZE, StandardCharsets.UTF_8);
		SourceRange range;
		try {
			range = SourceRange.valueOf(text);
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex).hasMessageStartingWith("'" + text + "' ");
			return;
		}
		assertThat(text).matches("[0-9a-fA-F:.\\[\\]]+(/[0-9]{1,3})?");
		String[] parts = text.split("/", -1);
		boolean ipv4Form = !parts[0].contains(":");
		int suffix = (parts.length == 1) ? 0 : (ipv4Form ? 32 : 128) - Integer.parseInt(parts[1]);
		BigInteger first = bits(InetAddress.ofLiteral(parts[0]));
		assertThat(first.shiftRight(suffix).shiftLeft(suffix)).isEqualTo(first);
		boolean ipv4 = isMapped(first) && suffix <= 32;
		BigInteger address = new BigInteger(1, Arrays.copyOf(input, ADDRESS_SIZE));
		BigInteger last = first.add(BigInteger.ONE.shiftLeft(suffix)).subtract(BigInteger.ONE);
		for (BigInteger each : new BigInteger[] { address, first, last, first.subtract(BigInteger.ONE),
				last.add(BigInteger.ONE), address.mod(BigInteger.ONE.shiftLeft(suffix)).add(first),
				MAPPED.add(address.mod(BigInteger.ONE.shiftLeft(32))) }) {
			if (each.signum() >= 0 && each.bitLength() <= 128) {
				boolean contained = each.shiftRight(suffix).equals(first.shiftRight(suffix)) && isMapped(each) == ipv4;
				assertThat(contains(range, each)).as("%s in %s", each.toString(16), text).isEqualTo(contained);
			}
		}
	}

	private static boolean isMapped(BigInteger address) {
		return address.shiftRight(32).equals(MAPPED.shiftRight(32));
	}

	private static BigInteger bits(InetAddress address) {
		BigInteger bits = new BigInteger(1, address.getAddress());
		return (address.getAddress().length == 4) ? MAPPED.add(bits) : bits;
	}

	private static boolean contains(SourceRange range, BigInteger address) {
		return range.contains(address.shiftRight(64).longValue(), address.longValue());
	}

	@FuzzTest(maxDuration = "10m")
	void aRangeOfPortsIsReadFromItsDigits(byte[] input) {
		String text = new String(input, StandardCharsets.UTF_8);
		assertThat(read(text)).isEqualTo(expected(text));
	}

	private static @Nullable PortRange read(String text) {
		try {
			return PortRange.valueOf(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable PortRange expected(String text) {
		int[] ends = new int[2];
		int digits = 0;
		int end = 0;
		boolean gap = false;
		for (int character : text.codePoints().toArray()) {
			if (character >= '0' && character <= '9') {
				if (gap || ++digits > 5) {
					return null;
				}
				ends[end] = ends[end] * 10 + character - '0';
			}
			else if (character == ' ') {
				gap = digits > 0;
			}
			else if (character == '-' && end == 0 && digits > 0) {
				end = 1;
				digits = 0;
				gap = false;
			}
			else {
				return null;
			}
		}
		ends[1] = (end == 0) ? ends[0] : ends[1];
		return (digits > 0 && ends[0] <= ends[1] && ends[1] <= 65_535) ? new PortRange(ends[0], ends[1]) : null;
	}

}
