package io.uppercased.observe;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.uppercased.flow.UdpIngress;
import io.uppercased.transport.UdpTransport;

/**
 * Shows what each listener's socket tells about itself, read when somebody asks.
 */
class SocketMeters implements MeterBinder {

	private final UdpIngress ingress;

	private final int listeners;

	SocketMeters(UdpIngress ingress, int listeners) {
		this.ingress = ingress;
		this.listeners = listeners;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (int i = 0; i < this.listeners; i++) {
			Gauge.builder("udp.socket.receive.buffer", ofSocket(i, UdpTransport::receiveBuffer))
				.description("Receive buffer that the kernel granted")
				.baseUnit(BaseUnits.BYTES)
				.tag("listener", Integer.toString(i))
				.register(registry);
		}
	}

	private Supplier<Number> ofSocket(int listener, ToDoubleFunction<UdpTransport> value) {
		return () -> {
			List<UdpTransport> transports = this.ingress.transports();
			return (listener < transports.size()) ? value.applyAsDouble(transports.get(listener)) : Double.NaN;
		};
	}

}
