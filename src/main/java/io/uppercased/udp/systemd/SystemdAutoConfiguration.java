package io.uppercased.udp.systemd;

import java.util.function.BooleanSupplier;

import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.flow.ListenerStatus;
import io.uppercased.udp.flow.UdpIngress;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.ClassUtils;

/** Auto-configuration for a UDP server under systemd. */
@AutoConfiguration(afterName = "io.uppercased.udp.autoconfigure.UdpAutoConfiguration")
@ConditionalOnBean(UdpIngress.class)
@Lazy(false)
final class SystemdAutoConfiguration {

	private static final String HEALTH = "org.springframework.boot.health.actuate.endpoint.HealthEndpoint";

	@Bean
	ServiceManager udpServiceManager(UdpIngress ingress, GracefulStop gracefulStop, ListableBeanFactory beans) {
		BooleanSupplier listeners = () -> ingress.listenerStatus().stream().allMatch(ListenerStatus::alive);
		return new ServiceManager(System.getenv(), ingress, gracefulStop,
				ClassUtils.isPresent(HEALTH, null) ? new Liveness(beans, listeners) : listeners);
	}

	/**
	 * The liveness probe of Actuator, or another answer if there is none. A server that
	 * is out of service is alive.
	 */
	record Liveness(ListableBeanFactory beans, BooleanSupplier otherwise) implements BooleanSupplier {

		@Override
		public boolean getAsBoolean() {
			HealthEndpoint health = this.beans.getBeanProvider(HealthEndpoint.class).getIfAvailable();
			HealthDescriptor liveness = (health != null) ? health.healthForPath("liveness") : null;
			return (liveness != null) ? !liveness.getStatus().equals(Status.DOWN) : this.otherwise.getAsBoolean();
		}

	}

}
