package io.uppercased.udp.admission;

import java.util.List;
import java.util.Set;

import io.uppercased.udp.testing.TestDatagram;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionTests {

	private static final int OWN_PORT = 12_000;

	private final Admission admission = new Admission(List.of(new PortRange(0, 1023), new PortRange(5353, 5353)),
			List.of(), null);

	@BeforeEach
	void refuseTheOwnPort() {
		this.admission.refuseOwnPorts(Set.of(OWN_PORT));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 7, 1023, 5353, OWN_PORT })
	void refusesPorts(int port) {
		assertThat(reasonToDrop("192.0.2.1", port)).isEqualTo(DropReason.REFUSED_PORT);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1024, 5352, 5354, 11_999, 12_001, 65_535 })
	void admitsOtherPorts(int port) {
		assertThat(reasonToDrop("192.0.2.1", port)).isNull();
	}

	@Test
	void refusesPortZeroAndTheOwnPortWithAnyConfiguration() {
		Admission open = new Admission(List.of(), List.of(), null);
		open.refuseOwnPorts(Set.of(OWN_PORT));
		assertThat(reasonToDrop(open, "192.0.2.1", 0)).isEqualTo(DropReason.REFUSED_PORT);
		assertThat(reasonToDrop(open, "192.0.2.1", OWN_PORT)).isEqualTo(DropReason.REFUSED_PORT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "0.0.0.0", "0.1.2.3",
			"ff02::1", "::" })
	void refusesSourcesThatAreNotOneHost(String address) {
		assertThat(reasonToDrop(address, 40_000)).isEqualTo(DropReason.REFUSED_SOURCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "223.255.255.255", "1.0.0.0", "10.0.0.255", "::1", "fe80::1", "2001:db8::1",
			"fdff::" })
	void admitsHosts(String address) {
		assertThat(reasonToDrop(address, 40_000)).isNull();
	}

	private @Nullable DropReason reasonToDrop(String address, int port) {
		return reasonToDrop(this.admission, address, port);
	}

	@Test
	void admitsOnlyTheSourcesThatAreAllowed() {
		Admission allowing = new Admission(List.of(),
				List.of(SourceRange.valueOf("10.0.0.0/8"), SourceRange.valueOf("2001:db8::/32")), null);
		assertThat(reasonToDrop(allowing, "10.1.2.3")).isNull();
		assertThat(reasonToDrop(allowing, "2001:db8::7")).isNull();
		assertThat(reasonToDrop(allowing, "11.1.2.3")).isEqualTo(DropReason.REFUSED_SOURCE);
		assertThat(reasonToDrop(allowing, "2001:db9::7")).isEqualTo(DropReason.REFUSED_SOURCE);
	}

	@Test
	void limitsTheRateOfEachSender() {
		Admission limited = new Admission(List.of(), List.of(), new RateLimiter(1, 3, false));
		for (String source : new String[] { "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1",
				"0:ffff:c000:201::1" }) {
			for (int i = 0; i < 3; i++) {
				assertThat(reasonToDrop(limited, source)).isNull();
			}
			assertThat(reasonToDrop(limited, source)).isEqualTo(DropReason.RATE_LIMITED);
		}
		assertThat(reasonToDrop(limited, "2001:db8::ffff:1")).as("in a /64 seen before")
			.isEqualTo(DropReason.RATE_LIMITED);
	}

	@Test
	void dropsNothingIfTheLimitOnlyReports() {
		Admission reporting = new Admission(List.of(), List.of(), new RateLimiter(1, 1, true));
		for (boolean over : new boolean[] { false, true, true }) {
			Datagram datagram = new TestDatagram("192.0.2.1", 40_000, OWN_PORT);
			reporting.accept(datagram);
			assertThat(datagram.dropReason()).isNull();
			assertThat(datagram.isOverLimit()).isEqualTo(over);
		}
	}

	private static @Nullable DropReason reasonToDrop(Admission admission, String address) {
		return reasonToDrop(admission, address, 40_000);
	}

	private static @Nullable DropReason reasonToDrop(Admission admission, String address, int port) {
		Datagram datagram = new TestDatagram(address, port, OWN_PORT);
		admission.accept(datagram);
		return datagram.dropReason();
	}

}
