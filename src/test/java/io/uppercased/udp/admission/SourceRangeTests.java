package io.uppercased.udp.admission;

import io.uppercased.udp.testing.TestDatagram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SourceRangeTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.255.255", "10.0.0.0/8, 10.0.0.0", "10.0.0.1, 10.0.0.1", "0.0.0.0/0, 203.0.113.9",
			"::ffff:10.0.0.0/104, 10.1.2.3", "2001:db8::/32, 2001:db8:ffff::1", "::1, ::1",
			"2001:db8::/127, 2001:db8::1", "::/0, 2001:db8::1", "0.0.0.0/1, 1.2.3.4", "128.0.0.0/1, 192.0.2.1",
			"::ffff:0:0/96, 192.0.2.1", "fe80::/64, fe80::1" })
	void containsAddressesOfTheBlock(String range, String address) {
		assertThat(contains(range, address)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 11.0.0.0", "10.0.0.0/8, 9.255.255.255", "10.0.0.1, 10.0.0.2", "0.0.0.0/0, 2001:db8::1",
			"::/0, 10.0.0.1", "2001:db8::/32, 2001:db9::", "2001:db8::/127, 2001:db8::2", "::1, ::2",
			"10.0.0.0/8, ::10.0.0.1" })
	void doesNotContainOtherAddresses(String range, String address) {
		assertThat(contains(range, address)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					''                     | is not an address or a block such as 10.0.0.0/8
					*                      | is not an address
					localhost              | is not an address
					300.0.0.1              | is not an address
					10.0.0                 | is not an address
					10                     | is not an address
					010.0.0.1              | is not an address
					1-2.0.0.1              | is not an address
					10.*.0.1               | is not an address
					0x0a000001             | is not an address
					10.0.0.0/33            | is not a block: its prefix is 0 to 32 bits long
					::/129                 | is not a block: its prefix is 0 to 128 bits long
					10.0.0.0/-1            | is not a block
					10.0.0.0/+8            | is not a block
					10.0.0.0/٨              | is not a block
					10.0.0.0/x             | is not a block
					10.0.0.0/              | is not a block
					10.0.0.0/8/8           | is not a block
					fe80::1%eth0           | has a zone, which is not part of a block; leave out % and the rest
					fe80::%1/64            | has a zone
					10.0.0.0/255.0.255.0   | has a mask; write the length of the prefix: 10.0.0.0 with the mask 255.0.0.0 is 10.0.0.0/8
					10.0.0.0/255.0.0.0     | has a mask
					10.0.0.0/0.0.0.255     | has a mask
					2001:db8::/ffff:ffff:: | has a mask
					::ffff:0:0/95          | contains the IPv4-mapped addresses and others; write IPv4 blocks separately
					::fffe:0:0/95          | contains the IPv4-mapped addresses and others
					::/80                  | contains the IPv4-mapped addresses and others
					::/1                   | contains the IPv4-mapped addresses and others
					10.1.2.3/8             | has bits set after its prefix; write the first address of the block
					2001:db8::1/32         | has bits set after its prefix
					::1/0                  | has bits set after its prefix
					::ffff:1.2.3.4/0       | has bits set after its prefix
					::ffff:10.1.0.0/104    | has bits set after its prefix
					0.0.0.0                | contains no address of a sender; 0.0.0.0/0 is all of IPv4, and ::/0 all of IPv6
					::                     | contains no address of a sender
					0.0.0.0/8              | contains no address of a sender
					224.0.0.0/4            | contains no address of a sender
					255.255.255.255        | contains no address of a sender
					::ffff:240.0.0.0/100   | contains no address of a sender
					ff02::/96              | contains no address of a sender
					""")
	void refusesOtherTextAndNamesTheMistake(String text, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> SourceRange.valueOf(text))
			.withMessageStartingWith("'%s' %s".formatted(text, reason));
	}

	private static boolean contains(String range, String address) {
		TestDatagram datagram = new TestDatagram(address, 40_000, 12_000);
		return SourceRange.valueOf(range).contains(datagram.addresses().sourceHigh(), datagram.addresses().sourceLow());
	}

}
