package io.uppercased.udp.flow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;

/** A socket whose first receives fail. */
class FailingReceive implements UdpTransport {

	private final UdpTransport socket;

	private final int count;

	final AtomicInteger failures = new AtomicInteger();

	FailingReceive(UdpTransport socket, int count) {
		this.socket = socket;
		this.count = count;
	}

	@Override
	public Burst receive() throws IOException {
		if (this.failures.get() < this.count) {
			this.failures.incrementAndGet();
			throw new IOException("thrown by a test");
		}
		return this.socket.receive();
	}

	@Override
	public Burst poll() throws IOException {
		return this.socket.poll();
	}

	@Override
	public void allowLateReplies(int size) {
		this.socket.allowLateReplies(size);
	}

	@Override
	public Set<Capability> capabilities() {
		return this.socket.capabilities();
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.socket.localAddress();
	}

	@Override
	public int receiveBuffer() {
		return this.socket.receiveBuffer();
	}

	@Override
	public String name() {
		return this.socket.name();
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
