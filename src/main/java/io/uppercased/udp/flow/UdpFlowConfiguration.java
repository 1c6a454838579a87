package io.uppercased.udp.flow;

import io.uppercased.udp.admission.Admission;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.IntegrationManagementConfigurer;
import org.springframework.integration.dsl.IntegrationFlow;

/**
 * The flow and its steps.
 */
@Configuration(proxyBeanMethods = false)
class UdpFlowConfiguration {

	/**
	 * The way of a burst. It begins at a channel and not at the ingress: the framework
	 * would make the flow's steps depend on the ingress, which would then start before
	 * them and stop after them, whatever its phase.
	 */
	@Bean
	IntegrationFlow udpFlow(DirectChannel bursts, Admission admission, Transformation transformation,
			UdpEgress egress) {
		return IntegrationFlow.from(bursts)
			.handle(new BurstHandler((burst) -> burst.forEachReceived(admission)))
			.handle(new BurstHandler(transformation))
			.handle(egress)
			.get();
	}

	/**
	 * Where the ingress sends what it receives.
	 */
	@Bean
	DirectChannel bursts() {
		return new DirectChannel();
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
