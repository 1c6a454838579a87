package io.uppercased.observe;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.uppercased.flow.UdpIngress;
import io.uppercased.transport.UdpTransport;

/**
 * Shows what each listener's socket tells about itself, read when somebody asks: NaN
 * where the transport cannot tell, or does not listen.
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
			FunctionCounter.builder("udp.socket.drops", this, ofSocket(i, (transport) -> known(transport.drops())))
				.description("Datagrams dropped by the kernel, most likely for want of receive buffer")
				.tag("listener", Integer.toString(i))
				.register(registry);
			Gauge.builder("udp.socket.queue", this, ofSocket(i, (transport) -> known(transport.queuedBytes())))
				.description("Receive buffer taken, the kernel's overhead included")
				.baseUnit(BaseUnits.BYTES)
				.tag("listener", Integer.toString(i))
				.register(registry);
			Gauge.builder("udp.socket.receive.buffer", this, ofSocket(i, UdpTransport::receiveBuffer))
				.description("Receive buffer that the kernel granted")
				.baseUnit(BaseUnits.BYTES)
				.tag("listener", Integer.toString(i))
				.register(registry);
		}
	}

	private static ToDoubleFunction<SocketMeters> ofSocket(int listener, ToDoubleFunction<UdpTransport> value) {
		return (meters) -> {
			List<UdpTransport> transports = meters.ingress.transports();
			return (listener < transports.size()) ? value.applyAsDouble(transports.get(listener)) : Double.NaN;
		};
	}

	private static double known(OptionalLong value) {
		return value.isPresent() ? value.getAsLong() : Double.NaN;
	}

}
