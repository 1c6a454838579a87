package io.uppercased.udp.testing;

import java.net.InetAddress;

import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import org.jspecify.annotations.Nullable;

/**
 * Builds settings, by default for a free port on all addresses that is not shared, and
 * bursts of 64 datagrams of any size.
 */
public final class TestSettings {

	private @Nullable InetAddress address;

	private int port;

	private PortSharing sharing = PortSharing.NONE;

	private int receiveBuffer = 4 << 20;

	private int burstSize = 64;

	private int maxPayload = Datagram.MAX_PAYLOAD;

	private boolean segmentation = true;

	private TestSettings() {
	}

	public static TestSettings builder() {
		return new TestSettings();
	}

	public TestSettings address(@Nullable InetAddress address) {
		this.address = address;
		return this;
	}

	public TestSettings port(int port) {
		this.port = port;
		return this;
	}

	public TestSettings sharing(PortSharing sharing) {
		this.sharing = sharing;
		return this;
	}

	public TestSettings receiveBuffer(int bytes) {
		this.receiveBuffer = bytes;
		return this;
	}

	public TestSettings burstSize(int datagrams) {
		this.burstSize = datagrams;
		return this;
	}

	public TestSettings maxPayload(int bytes) {
		this.maxPayload = bytes;
		return this;
	}

	public TestSettings segmentation(boolean segmentation) {
		this.segmentation = segmentation;
		return this;
	}

	public TransportSettings build() {
		return new TransportSettings(this.address, this.port, this.sharing, this.receiveBuffer, this.burstSize,
				this.maxPayload, this.segmentation);
	}

}
