package io.uppercased.udp.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

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

	private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	/** How many late replies of a socket are sent together. */
	private static final int LATE_REPLIES = 16;

	/**
	 * The messages of exchanges in flight use at most this part of the heap: an eighth.
	 */
	private static final int IN_FLIGHT_SHARE = 8;

	@Bean
	static UdpBindHandlerAdvisor udpBindHandlerAdvisor(ListableBeanFactory beanFactory) {
		return new UdpBindHandlerAdvisor(beanFactory);
	}

	/**
	 * The adapter. An application that injects its own adapter by type does not get this
	 * one.
	 */
	@Bean
	@Fallback
	UdpIngress udpIngress(UdpProperties properties, TransportFactory transports, TransportSettings settings,
			Transformation transformation, Admission admission, GracefulStop gracefulStop, ExchangesInFlight exchanges,
			ObjectProvider<BurstObserver> observers, @Qualifier("udpBursts") DirectChannel bursts) {
		if (!properties.enabled()) {
			throw new InvalidConfigurationPropertyValueException("udp.enabled", false,
					"The beans were generated ahead of time, with the UDP server. "
							+ "Set 'udp.enabled=false' for the build, or start with -Dspring.aot.enabled=false.");
		}
		int listeners = transports.count(properties.listeners());
		MemoryNeeds memory = new MemoryNeeds(listeners, properties.burstSize(),
				transformation.waits() ? LATE_REPLIES : 0, MemoryNeeds.totalMebibytes());
		memory.checkBursts();
		Consumer<List<UdpTransport>> check = (sockets) -> {
			memory.check(sockets.stream().mapToLong(UdpTransport::receiveBuffer).sum(),
					Runtime.getRuntime().maxMemory());
			LocalAddressCheck.checkSocket(sockets.getFirst(), transformation.needsLocalAddress());
			if (transformation.waits()) {
				sockets.forEach((socket) -> socket.allowLateReplies(LATE_REPLIES));
			}
			admission.refuseOwnPorts(sockets.stream().map((socket) -> socket.localAddress().getPort()).toList());
		};
		UdpIngress ingress = new UdpIngress(new AnalyzingTransportFactory(transports, memory), settings, listeners,
				check, gracefulStop, observers.orderedStream().toList(), exchanges);
		ingress.setOutputChannel(bursts);
		return ingress;
	}

	/** Sets {@code local.udp.port}, as Spring Boot sets {@code local.server.port}. */
	@Bean
	static ApplicationListener<UdpServerListeningEvent> udpLocalPortProperty(ConfigurableEnvironment environment) {
		return (event) -> {
			if (event.getSource() instanceof UdpIngress) {
				environment.getPropertySources()
					.addFirst(new MapPropertySource("udp.ports", Map.of("local.udp.port", event.getPort())));
			}
		};
	}

	@Bean
	GracefulStop udpGracefulStop(UdpProperties properties, LifecycleProperties lifecycle) {
		Duration phaseTimeout = lifecycle.getTimeoutPerShutdownPhase();
		GracefulStop gracefulStop = new GracefulStop(properties.lameDuck(), properties.drainTimeout());
		if (phaseTimeout.compareTo(Duration.ofMillis(Long.MAX_VALUE)) > 0) {
			throw new InvalidConfigurationPropertyValueException(PHASE_TIMEOUT, phaseTimeout,
					"It must be at most %dms.".formatted(Long.MAX_VALUE));
		}
		if (gracefulStop.maxDuration().compareTo(phaseTimeout) >= 0) {
			throw new FailureAnalyzedException(
					"A stop may last 'udp.lame-duck' + 'udp.drain-timeout' + 1s = %s, which is not shorter than '%s' (%s)."
						.formatted(DurationStyle.SIMPLE.print(gracefulStop.maxDuration()), PHASE_TIMEOUT,
								DurationStyle.SIMPLE.print(phaseTimeout)),
					"Lower one of the first two, or raise the last.");
		}
		return gracefulStop;
	}

	@Bean
	Admission udpAdmission(UdpProperties properties) {
		return new Admission(properties.refusedSourcePorts(), properties.allowedSources(),
				properties.rateLimit().limiter());
	}

	@Bean
	@Nullable TopSenders udpTopSenders(UdpProperties properties) {
		if (properties.topSenders() == 0) {
			return null;
		}
		OptionalLibrary.require("udp.top-senders", properties.topSenders(), OptionalLibrary.DATASKETCHES);
		return new TopSenders(properties.topSenders(), System::nanoTime);
	}

	@Bean
	Transformation udpTransformation(UdpProperties properties, Map<String, PayloadTransformer> transformers) {
		return new Transformation(choose(transformers, properties.transformer()),
				properties.malformedInput() == MalformedInput.REPLACE);
	}

	private static PayloadTransformer choose(Map<String, PayloadTransformer> transformers, @Nullable String name) {
		if (transformers.isEmpty()) {
			throw new FailureAnalyzedException("There is no transformer bean, so no datagram can be answered.",
					"Add a bean that implements TextTransformer or PayloadTransformer, "
							+ "or set 'udp.enabled=false' to start without the UDP server.");
		}
		String names = String.join(", ", new TreeSet<>(transformers.keySet()));
		if (name == null && transformers.size() > 1) {
			throw new FailureAnalyzedException("There are several transformer beans: %s.".formatted(names),
					"Set 'udp.transformer' to the name of one of them.");
		}
		PayloadTransformer transformer = (name != null) ? transformers.get(name)
				: transformers.values().iterator().next();
		if (transformer == null) {
			throw new InvalidConfigurationPropertyValueException("udp.transformer", name,
					"No transformer bean has this name. There are: %s.".formatted(names));
		}
		return transformer;
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
	 * Returns whether exchanges are observed for more than meters, for example traced.
	 * Meters alone do not justify the cost, because an exchange already has a timer.
	 */
	private static boolean isObserved(ObservationRegistry registry, ObjectProvider<ObservationHandler<?>> handlers) {
		return registry.getClass() != ObservationRegistry.create().getClass() || handlers.stream()
			.anyMatch((handler) -> !handler.getClass().getName().startsWith("io.micrometer.core.instrument."));
	}

	/**
	 * Matches unless {@code udp.enabled} is false, in any spelling that Spring Boot
	 * accepts. The binding of the properties refuses other values.
	 */
	static final class Enabled implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return !context.getEnvironment().getProperty("udp.enabled", "true").strip().matches("(?i)false|off|no|0");
		}

	}

}
