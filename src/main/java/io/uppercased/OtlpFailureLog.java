package io.uppercased;

import java.time.Duration;

import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.LimitedLog;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Logs failures to send metrics to an OpenTelemetry collector, at most one line in ten
 * minutes. Micrometer logs a stack trace for each.
 */
@Component
class OtlpFailureLog implements BeanPostProcessor {

	private final LimitedLog log = new LimitedLog(BackgroundLog.of(OtlpFailureLog.class), Duration.ofMinutes(10),
			System::nanoTime);

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof OtlpMetricsSender sender) ? limited(sender) : bean;
	}

	private OtlpMetricsSender limited(OtlpMetricsSender sender) {
		return (request) -> {
			try {
				sender.send(request);
			}
			catch (Exception ex) {
				this.log
					.warn("Cannot send metrics to %s: %s. Check the collector and 'management.otlp.metrics.export.url'."
						.formatted(request.getAddress(), ex), null);
			}
		};
	}

}
