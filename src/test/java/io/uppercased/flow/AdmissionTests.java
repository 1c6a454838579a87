package io.uppercased.flow;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

import io.uppercased.transport.Datagram;
import io.uppercased.transport.DropReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionTests {

	private static final int OWN_PORT = 12_000;

	private final Admission admission = new Admission(List.of(new PortRange(0, 1023), new PortRange(5353, 5353)));

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
	void refusesPortZeroAndTheOwnPortWhateverIsConfigured() {
		Admission open = new Admission(List.of());
		for (int port : new int[] { 0, OWN_PORT }) {
			Datagram datagram = new SourceOnly("192.0.2.1", port);
			open.handle(datagram);
			assertThat(datagram.dropReason()).isEqualTo(DropReason.REFUSED_PORT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "224.0.0.1", "239.255.255.255", "255.255.255.255", "0.0.0.0", "ff02::1", "::" })
	void refusesSourcesThatAreNotOneHost(String address) {
		assertThat(reasonToDrop(address, 40_000)).isEqualTo(DropReason.REFUSED_SOURCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "223.255.255.255", "240.0.0.1", "10.0.0.255", "::1", "fe80::1", "2001:db8::1",
			"fdff::" })
	void admitsHosts(String address) {
		assertThat(reasonToDrop(address, 40_000)).isNull();
	}

	private @Nullable DropReason reasonToDrop(String address, int port) {
		Datagram datagram = new SourceOnly(address, port);
		this.admission.handle(datagram);
		return datagram.dropReason();
	}

	/**
	 * A datagram with a sender and no payload.
	 */
	private static final class SourceOnly extends Datagram {

		private final InetSocketAddress source;

		private SourceOnly(String address, int port) {
			super(ByteBuffer.allocate(0));
			this.source = new InetSocketAddress(InetAddress.ofLiteral(address), port);
		}

		@Override
		public InetSocketAddress source() {
			return this.source;
		}

		@Override
		public int sourcePort() {
			return this.source.getPort();
		}

		@Override
		public long sourceHighBits() {
			return mapped().getLong(0);
		}

		@Override
		public long sourceLowBits() {
			return mapped().getLong(8);
		}

		private ByteBuffer mapped() {
			byte[] address = this.source.getAddress().getAddress();
			ByteBuffer mapped = ByteBuffer.allocate(16);
			if (address.length == 4) {
				mapped.putShort(10, (short) 0xffff);
			}
			return mapped.put(16 - address.length, address);
		}

		@Override
		public InetSocketAddress localAddress() {
			return new InetSocketAddress(InetAddress.getLoopbackAddress(), OWN_PORT);
		}

	}

}
