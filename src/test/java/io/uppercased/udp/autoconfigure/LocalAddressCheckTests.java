package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;

import io.uppercased.testing.LogCapture;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.NetworkNamespace;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.nio.NioTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What becomes of a service that cannot tell which address a message came to.
 */
@ExtendWith(LogCapture.class)
class LocalAddressCheckTests {

	@Test
	void doesNotStartToAnnounceWhatItCannotTell(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> TestService.start("--udp.transport=nio", "--udp.address=0.0.0.0", "--udp.transformer=announce"));
		assertThat(output).contains("the nio transport cannot tell", "Set 'udp.address' to one address");
	}

	@Test
	void startsToAnnounceTheOneAddressItHas() {
		try (TestService service = TestService.start("--udp.transport=nio", "--udp.transformer=announce")) {
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
			check("0.0.0.0");
			assertThat(output).isEmpty();
			network.addInterface("two", "198.51.100.1/24");
			check("192.0.2.1");
			assertThat(output).isEmpty();
			check("0.0.0.0");
			assertThat(output).contains("WARN", "this host has several", "Set 'udp.address' to one address");
		});
	}

	private static void check(String address) throws IOException {
		try (UdpTransport transport = NioTransport
			.open(TestSettings.builder().address(InetAddress.ofLiteral(address)).build())) {
			new LocalAddressCheck(false).accept(transport);
		}

	}

}
