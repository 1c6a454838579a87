package io.uppercased;

import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.stereotype.Component;

/**
 * What the probes ask. A stop ends the readiness for good: the framework, at the end of a
 * start, declares the service ready even if a signal has come meanwhile.
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
