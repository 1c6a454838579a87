package io.uppercased.udp.transport;

import io.uppercased.udp.testing.NetworkNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network that does not work is not a fault of the transport. Skipped for users who may
 * not create a network namespace.
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
	void findsNoProblemIfATransportAnswers() {
		assertThat(TransportTrial.run(this.transports)).isNull();
	}

	@Test
	void findsNoProblemWithoutALoopback() {
		NetworkNamespace.run((network) -> {
			network.takeDownLoopback();
			assertThat(TransportTrial.run(this.transports)).isNull();
		});
	}

	@Test
	void findsNoProblemIfTheNetworkRefusesTheMessages() {
		NetworkNamespace.run((network) -> {
			network.prohibit("127.0.0.1");
			assertThat(TransportTrial.run(this.transports)).isNull();
		});
	}

}
