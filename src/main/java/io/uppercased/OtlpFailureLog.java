package io.uppercased;

import java.time.Duration;

import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.uppercased.udp.flow.Throttle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Logs failures to send metrics to an OpenTelemetry collector, at most one line in ten
 * minutes. Micrometer logs a stack trace for each.
 */
@Component
class OtlpFailureLog implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(OtlpFailureLog.class);

	private final Throttle throttle = new Throttle(Duration.ofMinutes(10), System::nanoTime);

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
				long count = this.throttle.count();
				if (count > 0) {
					logger.warn("Cannot send metrics to %s (%d times since the last such line): %s. "
						.formatted(request.getAddress(), count, ex)
							+ "Check the collector and 'management.otlp.metrics.export.url'.");
				}
			}
		};
	}

}
