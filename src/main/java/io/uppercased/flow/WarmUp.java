package io.uppercased.flow;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import io.uppercased.transport.Burst;
import io.uppercased.transport.Datagram;
import io.uppercased.transport.TransportFactory;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.UdpTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

/**
 * Passes bursts through the flow before the service listens, so that its code is compiled
 * when the first clients come. They go to and fro between two sockets of its own, and
 * have their replies before they enter the flow: no transformer, rate limiter or meter
 * sees them. Once in a process, on the thread that starts the context.
 */
public final class WarmUp implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(WarmUp.class);

	private static final AtomicBoolean DONE = new AtomicBoolean();

	/** Enough for the last compiler to begin with what is done for each datagram. */
	private static final int BURSTS = 150;

	private static final int BURST_SIZE = 64;

	private static final int MESSAGE_SIZE = 64;

	private final TransportFactory transports;

	private final MessageChannel bursts;

	/**
	 * Creates a warm-up.
	 * @param transports opens a socket on a free port of the loopback interface
	 * @param bursts where the flow begins
	 */
	public WarmUp(TransportFactory transports, MessageChannel bursts) {
		this.transports = transports;
		this.bursts = bursts;
	}

	/**
	 * After the steps of the flow, and just before the ingress.
	 */
	@Override
	public int getPhase() {
		return UdpIngress.PHASE - 1;
	}

	@Override
	public void start() {
		if (DONE.compareAndSet(false, true)) {
			run();
		}
	}

	/**
	 * Does it, or leaves it: the service is as good without, but slower at first.
	 */
	void run() {
		try {
			passBursts();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The flow is not warm", ex);
		}
	}

	private void passBursts() throws IOException {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		TransportSettings settings = TransportSettings.builder()
			.address(loopback)
			.burstSize(BURST_SIZE)
			.maxPayload(MESSAGE_SIZE)
			.build();
		try (UdpTransport transport = this.transports.open(settings); DatagramChannel client = DatagramChannel.open()) {
			client.connect(transport.localAddress());
			client.configureBlocking(false);
			ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_SIZE);
			boolean arrived = true;
			for (int i = 0; i < BURSTS && arrived; i++) {
				for (int j = 0; j < BURST_SIZE; j++) {
					client.write(message.clear());
				}
				arrived = passThrough(transport.receive());
				while (client.read(message.clear()) > 0) {
					// Else they would count as dropped, in the host's statistics.
				}
			}
		}
	}

	private boolean passThrough(Burst burst) {
		for (Datagram datagram : burst) {
			datagram.reply(datagram.message());
		}
		return burst.size() > 0 && this.bursts.send(new GenericMessage<>(burst));
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

}
