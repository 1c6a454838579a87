package io.uppercased;

import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.stereotype.Component;

/**
 * The availability that the probes read. Once a stop has begun, the service never becomes
 * ready again, although the framework declares it ready at the end of each start.
 */
@Component
class Readiness extends ApplicationAvailabilityBean {

	private boolean ended;

	synchronized void end() {
		onApplicationEvent(new AvailabilityChangeEvent<>(this, ReadinessState.REFUSING_TRAFFIC));
		this.ended = true;
	}

	@Override
	public synchronized void onApplicationEvent(AvailabilityChangeEvent<?> event) {
		if (!this.ended || !(event.getState() instanceof ReadinessState)) {
			super.onApplicationEvent(event);
		}
	}

}
