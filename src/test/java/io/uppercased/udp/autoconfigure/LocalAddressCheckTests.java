package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.nio.NioTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

@ReadsLog
class LocalAddressCheckTests {

	@ParameterizedTest
	@CsvSource({ "224.0.0.1, It is a multicast address", "ff02::1, It is a multicast address",
			"255.255.255.255, It is a broadcast address", "127.255.255.255, It is a broadcast address",
			"fe80::1, It is link-local and lacks its interface" })
	void refusesAnAddressThatNoReplyCanLeaveFrom(String address, String reason) {
		refuses(address, reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.0", "::1", "0.0.0.0", "::", "203.0.113.255", "fe80::1%1" })
	void acceptsOtherAddresses(String address) {
		assertThatNoException().isThrownBy(() -> LocalAddressCheck.checkConfigured(InetAddress.ofLiteral(address)));
	}

	@Test
	@Tag("process")
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void refusesTheBroadcastAddressesOfThisHost() {
		NetworkNamespace.run((namespace) -> {
			namespace.addInterface("out", "198.51.100.1/26", "203.0.113.254/31");
			refuses("198.51.100.63", "It is a broadcast address");
			assertThatNoException()
				.isThrownBy(() -> LocalAddressCheck.checkConfigured(InetAddress.ofLiteral("203.0.113.255")));
		});
	}

	private static void refuses(String address, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> LocalAddressCheck.checkConfigured(InetAddress.ofLiteral(address)))
			.withMessageContaining(reason);
	}

	@Test
	void doesNotStartToAnnounceAnUnknownAddress(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.transport=nio", "--udp.address=0.0.0.0",
				"--udp.transformer=announce"));
		assertThat(output).contains("The nio transport listens on all addresses and does not know to which one",
				"Set 'udp.address' to one address");
	}

	@Test
	void startsToAnnounceItsOnlyAddress() {
		try (TestService service = TestService.startLibrary("--udp.transport=nio", "--udp.transformer=announce")) {
			assertThat(service.client().exchange("hello"))
				.isEqualTo("127.0.0.1:%d server msg = hello".formatted(service.port()));
		}
	}

	@Test
	@Tag("process")
	@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
	void warnsOfRepliesFromAnotherAddress(CapturedOutput output) {
		NetworkNamespace.run((network) -> {
			network.addInterface("one", "192.0.2.1/24");
			open("0.0.0.0");
			assertThat(output).doesNotContain("WARN");
			network.addInterface("two", "198.51.100.1/24");
			open("192.0.2.1");
			assertThat(output).doesNotContain("WARN");
			open("0.0.0.0");
			assertThat(output).contains("WARN", "this host has several", "Set 'udp.address' to one address");
		});
	}

	private static void open(String address) throws IOException {
		try (UdpTransport transport = NioTransport
			.open(TestSettings.builder().address(InetAddress.ofLiteral(address)).build())) {
			LocalAddressCheck.checkSocket(transport, false);
		}
	}

}
