package io.uppercased.flow;

import java.time.Duration;

import io.uppercased.transform.PayloadTransformer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.IntegrationManagementConfigurer;
import org.springframework.integration.dsl.IntegrationFlow;

/**
 * The flow and its steps.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UdpProperties.class)
class UdpFlowConfiguration {

	/**
	 * The way of a burst. The ingress comes from a provider so as not to be a dependency:
	 * the framework would start it before the steps that it feeds, and stop it after
	 * them, whatever its phase.
	 */
	@Bean
	IntegrationFlow udpFlow(ObjectProvider<UdpIngress> ingress, Admission admission, Transformation transformation,
			UdpEgress egress) {
		return IntegrationFlow.from(ingress.getObject()).handle(admission).handle(transformation).handle(egress).get();
	}

	@Bean
	UdpIngress udpIngress(UdpProperties properties,
			@Value("${spring.lifecycle.timeout-per-shutdown-phase:30s}") Duration phaseTimeout,
			ObjectProvider<BurstObserver> observers) {
		return new UdpIngress(properties.transport().factory(), properties.transportSettings(), properties.listeners(),
				properties.gracefulStop(phaseTimeout), observers.orderedStream().toList());
	}

	@Bean
	Admission admission(UdpProperties properties, RateLimiter rateLimiter) {
		return new Admission(properties.refusedSourcePorts(), properties.allowedSources(),
				properties.rateLimit().isEnabled() ? rateLimiter : null);
	}

	@Bean
	RateLimiter rateLimiter(UdpProperties properties) {
		return properties.rateLimit().newRateLimiter();
	}

	@Bean
	Transformation transformation(UdpProperties properties, ObjectProvider<PayloadTransformer> transformers) {
		return new Transformation(transformers.getIfAvailable(properties::newTransformer));
	}

	@Bean
	UdpEgress udpEgress() {
		return new UdpEgress();
	}

	/**
	 * Takes the place of Spring Boot's, whose timers and log statements on each channel
	 * and step would cost more than the rest of the flow. The bursts have meters of their
	 * own.
	 */
	@Bean(IntegrationManagementConfigurer.MANAGEMENT_CONFIGURER_NAME)
	static IntegrationManagementConfigurer integrationManagementConfigurer() {
		IntegrationManagementConfigurer configurer = new IntegrationManagementConfigurer();
		configurer.setDefaultLoggingEnabled(false);
		return configurer;
	}

}
