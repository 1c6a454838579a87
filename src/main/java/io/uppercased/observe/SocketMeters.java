package io.uppercased.observe;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.uppercased.flow.ListenerStatus;
import io.uppercased.flow.UdpIngress;
import io.uppercased.transport.UdpTransport;

import org.springframework.context.ApplicationListener;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * Shows what each listener and its socket tell about themselves, read when somebody asks.
 * Begins when the service listens, for what can be told depends on the transport.
 */
class SocketMeters implements ApplicationListener<UdpServerListeningEvent> {

	private final MeterRegistry registry;

	private volatile List<UdpTransport> transports = List.of();

	SocketMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onApplicationEvent(UdpServerListeningEvent event) {
		UdpIngress ingress = (UdpIngress) event.getSource();
		this.transports = ingress.transports();
		for (int i = 0; i < this.transports.size(); i++) {
			Tags tags = Tags.of("listener", Integer.toString(i));
			bindListener(ingress, i, tags);
			bindSocket(i, tags);
		}
	}

	private void bindListener(UdpIngress ingress, int listener, Tags tags) {
		TimeGauge
			.builder("udp.listener.heartbeat.age", ingress, TimeUnit.NANOSECONDS,
					(source) -> heartbeatAge(source.listenerStatus(), listener))
			.description("Time since the listener last came back from a receive, with or without a datagram")
			.tags(tags)
			.register(this.registry);
	}

	// None once the service has stopped on purpose.
	private static double heartbeatAge(List<ListenerStatus> listeners, int listener) {
		return (listener < listeners.size()) ? listeners.get(listener).sinceLastTurn().toNanos() : Double.NaN;
	}

	private void bindSocket(int listener, Tags tags) {
		UdpTransport transport = this.transports.get(listener);
		if (transport.drops().isPresent()) {
			FunctionCounter.builder("udp.socket.drops", this, (meters) -> meters.drops(listener))
				.description("Datagrams dropped by the kernel, most likely for want of receive buffer")
				.tags(tags)
				.register(this.registry);
		}
		if (transport.queuedBytes().isPresent()) {
			Gauge.builder("udp.socket.queue", this, (meters) -> meters.queuedBytes(listener))
				.description("Receive buffer taken, the kernel's overhead included")
				.baseUnit(BaseUnits.BYTES)
				.tags(tags)
				.register(this.registry);
		}
		Gauge.builder("udp.socket.receive.buffer", this, (meters) -> meters.transports.get(listener).receiveBuffer())
			.description("Receive buffer that the kernel granted")
			.baseUnit(BaseUnits.BYTES)
			.tags(tags)
			.register(this.registry);
	}

	private double drops(int listener) {
		return this.transports.get(listener).drops().orElse(0);
	}

	private double queuedBytes(int listener) {
		return this.transports.get(listener).queuedBytes().orElse(0);
	}

}
