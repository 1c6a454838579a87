package io.uppercased.udp.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.uppercased.udp.testing.TestSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A transport and a client, for the tests of the contract of {@link UdpTransport}. They
 * run against each transport.
 */
abstract class TransportContract {

	static final int BURST_SIZE = 8;

	@Parameter
	@SuppressWarnings("NullAway.Init") // set by JUnit
	TransportFactory transports;

	UdpTransport transport;

	@SuppressWarnings("NullAway.Init") // set by the first receive of each test
	Burst burst;

	DatagramSocket client;

	@BeforeEach
	void open() throws IOException {
		this.client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
		this.client.setSoTimeout(5000);
		open("127.0.0.1", Datagram.MAX_PAYLOAD);
	}

	final void open(@Nullable String address, int maxPayload) throws IOException {
		if (this.transport != null) {
			this.transport.close();
		}
		this.transport = this.transports
			.open(settings().address((address != null) ? InetAddress.ofLiteral(address) : null)
				.maxPayload(maxPayload)
				.build());
	}

	@AfterEach
	void close() {
		this.transport.close();
		this.client.close();
	}

	static TestSettings settings() {
		return TestSettings.builder()
			.address(InetAddress.ofLiteral("127.0.0.1"))
			.receiveBuffer(1 << 20)
			.burstSize(BURST_SIZE);
	}

	void sendNumbers(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			send(Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
		}
	}

	void send(byte[] message) throws IOException {
		InetAddress address = this.transport.localAddress().getAddress();
		InetAddress target = address.isAnyLocalAddress() ? this.client.getLocalAddress() : address;
		this.client.send(new DatagramPacket(message, message.length, target, this.transport.localAddress().getPort()));
	}

	/** Receives once: the loopback delivers a datagram before send returns. */
	void receive(int expected) throws IOException {
		this.burst = this.transport.receive();
		assertThat(this.burst.size()).isEqualTo(expected);
	}

	List<String> texts() {
		return IntStream.range(0, this.burst.size())
			.mapToObj((i) -> StandardCharsets.UTF_8.decode(this.burst.get(i).message().duplicate()).toString())
			.toList();
	}

	String reply() throws IOException {
		return reply(this.client);
	}

	static String reply(DatagramSocket client) throws IOException {
		DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
		client.receive(packet);
		return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
	}

}
