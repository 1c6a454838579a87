package io.uppercased.udp.flow;

import io.uppercased.udp.admission.Admission;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.dsl.IntegrationFlow;

/**
 * The flow and its steps. An application that injects its own flow or channel by type
 * does not find these.
 */
@Configuration(proxyBeanMethods = false)
@Lazy(false)
public class UdpFlowConfiguration {

	/**
	 * The path of a burst. It begins at a channel and not at the ingress: otherwise the
	 * framework makes the steps depend on the ingress, and starts the ingress before them
	 * and stops it after them, regardless of its phase. Each step starts, even if
	 * 'spring.integration.endpoint.no-auto-startup' names it.
	 */
	@Bean(defaultCandidate = false)
	IntegrationFlow udpFlow(@Qualifier("udpBursts") DirectChannel bursts, Admission admission,
			Transformation transformation, ExchangesInFlight exchanges, UdpEgress egress) {
		return IntegrationFlow.from(bursts)
			.handle(new BurstHandler((burst) -> burst.forEachReceived(admission)), (step) -> step.autoStartup(true))
			.channel(new BurstChannel())
			.handle(new BurstHandler(transformation.waits() ? exchanges : transformation),
					(step) -> step.autoStartup(true))
			.channel(new BurstChannel())
			.handle(egress, (step) -> step.autoStartup(true))
			.get();
	}

	/** Where the ingress sends what it receives. */
	@Bean(defaultCandidate = false)
	DirectChannel udpBursts() {
		return new BurstChannel();
	}

	@Bean
	UdpEgress udpEgress() {
		return new UdpEgress();
	}

}
