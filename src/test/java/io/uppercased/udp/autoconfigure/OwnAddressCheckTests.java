package io.uppercased.udp.autoconfigure;

import java.net.InetAddress;

import io.uppercased.udp.testing.NetworkNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class OwnAddressCheckTests {

	@ParameterizedTest
	@CsvSource({ "224.0.0.1, It is a multicast address", "ff02::1, It is a multicast address",
			"255.255.255.255, It is a broadcast address", "127.255.255.255, It is a broadcast address",
			"fe80::1, It is link-local and lacks its interface" })
	void refusesWhatNoReplyCanLeaveFrom(String address, String reason) {
		refuses(address, reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.0", "::1", "0.0.0.0", "::", "203.0.113.255", "fe80::1%1" })
	void leavesOthersToTheKernel(String address) {
		assertThatNoException().isThrownBy(() -> OwnAddressCheck.check(InetAddress.ofLiteral(address)));
	}

	@Test
	@Tag("process")
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void knowsTheSubnetsOfThisHost() {
		NetworkNamespace.run((namespace) -> {
			namespace.addInterface("out", "198.51.100.1/26", "203.0.113.254/31");
			refuses("198.51.100.63", "It is a broadcast address");
			assertThatNoException().isThrownBy(() -> OwnAddressCheck.check(InetAddress.ofLiteral("203.0.113.255")));
		});
	}

	private static void refuses(String address, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> OwnAddressCheck.check(InetAddress.ofLiteral(address)))
			.withMessageContaining(reason);
	}

}
