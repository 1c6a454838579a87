package io.uppercased.udp.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.uppercased.udp.admission.Admission;
import io.uppercased.udp.autoconfigure.UdpProperties.MalformedInput;
import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.flow.ExchangesInFlight;
import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.flow.InFlightLimits;
import io.uppercased.udp.flow.Transformation;
import io.uppercased.udp.flow.UdpFlowConfiguration;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.observe.TopSenders;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.integration.channel.DirectChannel;

/**
 * Auto-configuration for a UDP server around one {@link PayloadTransformer} bean. Its
 * beans are not lazy: nobody asks for them, and without them datagrams are lost.
 */
@AutoConfiguration(afterName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
@Conditional(UdpAutoConfiguration.Enabled.class)
@EnableConfigurationProperties({ UdpProperties.class, LifecycleProperties.class })
@Import({ UdpTransportConfiguration.class, UdpFlowConfiguration.class })
@Lazy(false)
public final class UdpAutoConfiguration {

	static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	/** How many late replies of a socket are sent together. */
	private static final int LATE_REPLIES = 16;

	/** The part of the heap that the messages of exchanges in flight may take. */
	private static final int IN_FLIGHT_SHARE = 8;

	@Bean
	static UdpBindHandlerAdvisor udpBindHandlerAdvisor(ListableBeanFactory beanFactory) {
		return new UdpBindHandlerAdvisor(beanFactory);
	}

	/**
	 * The adapter. An application that injects an adapter of its own by type does not
	 * find this one.
	 * @throws InvalidConfigurationPropertyValueException if it is switched off where the
	 * beans were decided on ahead of time
	 */
	@Bean
	@Fallback
	UdpIngress udpIngress(UdpProperties properties, TransportFactory transports, TransportSettings settings,
			Transformation transformation, Admission admission, GracefulStop gracefulStop, ExchangesInFlight exchanges,
			ObjectProvider<BurstObserver> observers, @Qualifier("udpBursts") DirectChannel bursts) {
		if (!properties.enabled()) {
			throw new InvalidConfigurationPropertyValueException("udp.enabled", false,
					"Spring's ahead-of-time processing has decided that there is a UDP server. "
							+ "Set it for the build, or start with -Dspring.aot.enabled=false.");
		}
		int listeners = transports.count(properties.listeners());
		MemoryNeeds memory = new MemoryNeeds(listeners, properties.burstSize(),
				transformation.waits() ? LATE_REPLIES : 0);
		memory.checkBursts();
		LocalAddressCheck localAddressCheck = new LocalAddressCheck(transformation.needsLocalAddress());
		Consumer<List<UdpTransport>> check = (sockets) -> {
			memory.check(sockets);
			localAddressCheck.accept(sockets.getFirst());
			if (transformation.waits()) {
				sockets.forEach((socket) -> socket.allowLateReplies(LATE_REPLIES));
			}
			admission.refuseOwnPorts(sockets.stream().map((socket) -> socket.localAddress().getPort()).toList());
		};
		UdpIngress ingress = new UdpIngress(new OpenFailures(transports, memory), settings, listeners, check,
				gracefulStop, observers.orderedStream().toList(), exchanges);
		ingress.setOutputChannel(bursts);
		return ingress;
	}

	@Bean
	static LocalPortProperty udpLocalPortProperty(ConfigurableEnvironment environment) {
		return new LocalPortProperty(environment);
	}

	/**
	 * How to stop.
	 * @throws InvalidConfigurationPropertyValueException if the context does not wait
	 * that long
	 */
	@Bean
	GracefulStop udpGracefulStop(UdpProperties properties, LifecycleProperties lifecycle) {
		Duration phaseTimeout = lifecycle.getTimeoutPerShutdownPhase();
		GracefulStop gracefulStop = new GracefulStop(properties.lameDuck(), properties.drainTimeout());
		if (gracefulStop.maxDuration().compareTo(phaseTimeout) >= 0) {
			boolean ofDrain = properties.lameDuck().compareTo(properties.drainTimeout()) < 0;
			throw new InvalidConfigurationPropertyValueException(ofDrain ? "udp.drain-timeout" : "udp.lame-duck",
					ofDrain ? properties.drainTimeout() : properties.lameDuck(),
					"Together with '%s' and a second of grace (%s) it must be shorter than '%s' (%s).".formatted(
							ofDrain ? "udp.lame-duck" : "udp.drain-timeout", gracefulStop.maxDuration(), PHASE_TIMEOUT,
							phaseTimeout));
		}
		if (phaseTimeout.compareTo(Duration.ofMillis(Long.MAX_VALUE)) > 0) {
			throw new InvalidConfigurationPropertyValueException(PHASE_TIMEOUT, phaseTimeout,
					"It must be at most %dms.".formatted(Long.MAX_VALUE));
		}
		return gracefulStop;
	}

	@Bean
	Admission udpAdmission(UdpProperties properties) {
		return new Admission(properties.refusedSourcePorts(), properties.allowedSources(),
				properties.rateLimit().limiter());
	}

	/**
	 * The senders with the most datagrams, if {@code udp.top-senders} asks for them.
	 */
	@Bean
	@Nullable TopSenders udpTopSenders(UdpProperties properties) {
		if (properties.topSenders() == 0) {
			return null;
		}
		OptionalLibrary.DATASKETCHES.requireFor("udp.top-senders", properties.topSenders());
		return new TopSenders(properties.topSenders(), System::nanoTime);
	}

	@Bean
	Transformation udpTransformation(UdpProperties properties, Map<String, PayloadTransformer> transformers) {
		return new Transformation(new TransformerChoice(transformers).choose(properties.transformer()),
				properties.malformedInput() == MalformedInput.REPLACE);
	}

	@Bean
	ExchangesInFlight udpExchangesInFlight(UdpProperties properties, Transformation transformation,
			ObjectProvider<BurstObserver> observers, ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<ObservationHandler<?>> handlers) {
		InFlightLimits limits = new InFlightLimits(properties.maxInFlight(),
				Runtime.getRuntime().maxMemory() / IN_FLIGHT_SHARE, properties.replyTimeout());
		return new ExchangesInFlight(transformation, limits, observers.orderedStream().toList(),
				observations.stream()
					.filter((registry) -> isObserved(registry, handlers))
					.findFirst()
					.orElse(ObservationRegistry.NOOP));
	}

	/**
	 * Returns whether somebody observes exchanges, for example to trace them. For meters
	 * alone it would cost more than the exchange, and the exchange has a timer already.
	 */
	private static boolean isObserved(ObservationRegistry registry, ObjectProvider<ObservationHandler<?>> handlers) {
		return registry.getClass() != ObservationRegistry.create().getClass() || handlers.stream()
			.anyMatch((handler) -> !handler.getClass().getName().startsWith("io.micrometer.core.instrument."));
	}

	/**
	 * Whether {@code udp.enabled} is not false in any spelling of Spring Boot's. What is
	 * no boolean value is refused when the properties are bound.
	 */
	static final class Enabled implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return !context.getEnvironment().getProperty("udp.enabled", "true").strip().matches("(?i)false|off|no|0");
		}

	}

}
