package io.uppercased.observe;

import java.util.List;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.uppercased.flow.UdpIngress;
import io.uppercased.transport.UdpTransport;

import org.springframework.context.ApplicationListener;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * Shows what each listener's socket tells about itself, read when somebody asks. Begins
 * when the service listens, for what can be told depends on the transport.
 */
class SocketMeters implements ApplicationListener<UdpServerListeningEvent> {

	private final MeterRegistry registry;

	private volatile List<UdpTransport> transports = List.of();

	SocketMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onApplicationEvent(UdpServerListeningEvent event) {
		this.transports = ((UdpIngress) event.getSource()).transports();
		for (int i = 0; i < this.transports.size(); i++) {
			bind(i, Tags.of("listener", Integer.toString(i)));
		}
	}

	private void bind(int listener, Tags tags) {
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
