package io.uppercased.udp.observe;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.uppercased.udp.flow.ListenerStatus;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.context.ApplicationListener;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * Shows what each listener and its socket tell about themselves, read when somebody asks.
 * Binds when the service listens, for what can be told depends on the sockets; of those
 * that are closed it tells the last.
 */
class SocketMeters implements ApplicationListener<UdpServerListeningEvent> {

	private final UdpIngress ingress;

	private final MeterRegistry registry;

	private volatile List<UdpTransport> transports = List.of();

	SocketMeters(UdpIngress ingress, MeterRegistry registry) {
		this.ingress = ingress;
		this.registry = registry;
	}

	@Override
	public void onApplicationEvent(UdpServerListeningEvent event) {
		if (event.getSource().equals(this.ingress)) {
			this.transports = this.ingress.transports();
			for (int i = 0; i < this.transports.size(); i++) {
				bindListener(i);
			}
		}
	}

	private void bindListener(int listener) {
		Tags tags = Tags.of("listener", Integer.toString(listener));
		Set<Capability> capabilities = this.transports.get(listener).capabilities();
		if (capabilities.contains(Capability.KERNEL_DROPS)) {
			UdpMeter.SOCKET_DROPS.counter(this, ask(listener, UdpTransport::drops)).tags(tags).register(this.registry);
			UdpMeter.SOCKET_QUEUE.gauge(this, ask(listener, UdpTransport::queuedBytes))
				.tags(tags)
				.register(this.registry);
		}
		UdpMeter.SOCKET_RECEIVE_BUFFER.gauge(this, ask(listener, UdpTransport::receiveBuffer))
			.tags(tags)
			.register(this.registry);
		UdpMeter.LISTENER_HEARTBEAT_AGE
			.timeGauge(this.ingress, (source) -> heartbeatAge(source.listenerStatus(), listener))
			.tags(tags)
			.register(this.registry);
	}

	private static ToDoubleFunction<SocketMeters> ask(int listener, ToDoubleFunction<UdpTransport> question) {
		return (meters) -> question.applyAsDouble(meters.transports.get(listener));
	}

	// None once the service has stopped on purpose.
	private static double heartbeatAge(List<ListenerStatus> listeners, int listener) {
		return (listener < listeners.size()) ? listeners.get(listener).heartbeatAge().toNanos() : Double.NaN;
	}

}
