package io.uppercased.udp.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.uppercased.text.AnnounceTransformer;
import io.uppercased.text.UppercaseTransformer;
import io.uppercased.udp.admission.Admission;
import io.uppercased.udp.admission.RateLimiter;
import io.uppercased.udp.autoconfigure.UdpProperties.MalformedInput;
import io.uppercased.udp.autoconfigure.UdpProperties.RateLimit;
import io.uppercased.udp.flow.BurstObserver;
import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.flow.Transformation;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.observe.TopSenders;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.view.LiveView;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;

/**
 * Maps the properties to what the other packages take.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ UdpProperties.class, LifecycleProperties.class })
class UdpConfiguration {

	static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	@Bean
	UdpIngress udpIngress(UdpProperties properties, TransportFactory transports, TransportSettings settings,
			Transformation transformation, Admission admission, GracefulStop gracefulStop,
			ObjectProvider<BurstObserver> observers, DirectChannel bursts) {
		LocalAddressCheck localAddressCheck = new LocalAddressCheck(properties.transformer(),
				transformation.needsLocalAddress());
		Consumer<List<UdpTransport>> check = (sockets) -> {
			localAddressCheck.accept(sockets.getFirst());
			admission.refuseOwnPorts(sockets.stream().map((socket) -> socket.localAddress().getPort()).toList());
		};
		UdpIngress ingress = new UdpIngress(transports, settings, transports.count(properties.listeners()), check,
				gracefulStop, observers.orderedStream().toList());
		ingress.setOutputChannel(bursts);
		return ingress;
	}

	@Bean
	static ValueCheck valueCheck() {
		return new ValueCheck();
	}

	/**
	 * How to stop.
	 * @throws InvalidConfigurationPropertyValueException if the context would not wait
	 * for it
	 */
	@Bean
	GracefulStop gracefulStop(UdpProperties properties, LifecycleProperties lifecycle) {
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
	Admission admission(UdpProperties properties, RateLimiter rateLimiter) {
		return new Admission(properties.refusedSourcePorts(), properties.allowedSources(),
				(properties.rateLimit().perSource() > 0) ? rateLimiter : null);
	}

	@Bean
	RateLimiter rateLimiter(UdpProperties properties) {
		RateLimit limit = properties.rateLimit();
		return new RateLimiter(limit.perSource(), (limit.burst() != null) ? limit.burst() : limit.perSource(),
				limit.reportOnly());
	}

	/**
	 * Who sends most, if that was asked for.
	 */
	@Bean
	@Nullable TopSenders topSenders(UdpProperties properties) {
		return (properties.topSenders() > 0) ? new TopSenders(properties.topSenders(), System::nanoTime) : null;
	}

	@Bean
	PayloadTransformer uppercase() {
		return new UppercaseTransformer();
	}

	@Bean
	PayloadTransformer announce() {
		return new AnnounceTransformer();
	}

	/**
	 * The transformer that was chosen.
	 * @throws InvalidConfigurationPropertyValueException if there is none of that name
	 */
	@Bean
	Transformation transformation(UdpProperties properties, Map<String, PayloadTransformer> transformers) {
		PayloadTransformer transformer = transformers.get(properties.transformer());
		if (transformer == null) {
			throw new InvalidConfigurationPropertyValueException("udp.transformer", properties.transformer(),
					"There is none of that name; there are %s. One of your own has @Component(\"%s\")."
						.formatted(String.join(", ", new TreeSet<>(transformers.keySet())), properties.transformer()));
		}
		return new Transformation(transformer, properties.malformedInput() == MalformedInput.REPLACE);
	}

	@Bean
	LiveView liveView(UdpProperties properties) {
		return properties.liveView();
	}

}
