package io.uppercased.udp.transport;

import io.uppercased.udp.testing.NetworkNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a trial makes of a network, which is not the transport's doing. Skipped for those
 * who may not have a network of their own.
 */
@Tag("process")
@ParameterizedClass
@MethodSource("io.uppercased.udp.transport.UdpTransportTests#transports")
@EnabledIf("io.uppercased.udp.testing.NetworkNamespace#isPermitted")
class TransportTrialTests {

	private final TransportFactory transports;

	TransportTrialTests(TransportFactory transports) {
		this.transports = transports;
	}

	@Test
	void findsNothingInTheWayWhereItCanAnswer() {
		assertThat(TransportTrial.run(this.transports)).isNull();
	}

	@Test
	void findsNothingInTheWayWithoutALoopback() {
		NetworkNamespace.run((network) -> {
			network.takeDownLoopback();
			assertThat(TransportTrial.run(this.transports)).isNull();
		});
	}

	@Test
	void findsNothingInTheWayWhereTheNetworkRefusesTheMessages() {
		NetworkNamespace.run((network) -> {
			network.prohibit("127.0.0.1");
			assertThat(TransportTrial.run(this.transports)).isNull();
		});
	}

}
