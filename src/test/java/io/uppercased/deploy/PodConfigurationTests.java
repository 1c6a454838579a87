package io.uppercased.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.uppercased.UppercasedApplication;
import io.uppercased.udp.autoconfigure.UdpProperties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Checks that the ConfigMap and the Deployment match the service. */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@ValueSource(strings = { "overlays/example", Manifests.EVERYTHING })
class PodConfigurationTests {

	private final Manifests manifests;

	private final String applicationYml;

	PodConfigurationTests(String folder) {
		this.manifests = Manifests.render(folder);
		this.applicationYml = Objects
			.requireNonNull(this.manifests.the(ConfigMap.class).getData().get("application.yml"));
	}

	@Test
	void exposesThePortsOfTheService() throws IOException {
		Binder binder = binder();
		assertThat(this.manifests.container().getPorts())
			.extracting(ContainerPort::getName, ContainerPort::getContainerPort)
			.containsExactlyInAnyOrder(tuple("udp", udpProperties(binder).port()),
					tuple("management", binder.bind("server.port", Integer.class).get()));
	}

	@Test
	void givesTheServiceEnoughTimeToStop() throws IOException {
		Binder binder = binder();
		UdpProperties properties = udpProperties(binder);
		Probe readiness = this.manifests.container().getReadinessProbe();
		Duration unready = Duration
			.ofSeconds(readiness.getPeriodSeconds() * readiness.getFailureThreshold() + readiness.getTimeoutSeconds());
		assertThat(properties.lameDuck()).as("lame duck").isGreaterThan(unready.plusSeconds(5));
		Duration phase = binder.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(Duration.ofSeconds(30));
		assertThat(phase).as("shutdown phase")
			.isGreaterThan(properties.lameDuck().plus(properties.drainTimeout()).plusSeconds(1));
		assertThat(Duration.ofSeconds(this.manifests.the(Deployment.class)
			.getSpec()
			.getTemplate()
			.getSpec()
			.getTerminationGracePeriodSeconds())).as("grace period").isGreaterThan(phase);
	}

	@Test
	void restartsAServiceThatHangsWithinThreeQuartersOfAMinute() {
		Probe liveness = this.manifests.container().getLivenessProbe();
		Duration unlive = Duration
			.ofSeconds(liveness.getPeriodSeconds() * liveness.getFailureThreshold() + liveness.getTimeoutSeconds());
		assertThat(unlive.plusSeconds(liveness.getTerminationGracePeriodSeconds())).isBetween(Duration.ofSeconds(20),
				Duration.ofSeconds(45));
	}

	@Test
	void configuresAServiceThatAnswersTheProbes(@TempDir Path folder) throws IOException {
		Files.writeString(folder.resolve("application.yml"), this.applicationYml);
		String[] arguments = { "--spring.config.additional-location=file:" + folder + "/", "--udp.address=127.0.0.1",
				"--udp.port=0", "--server.port=0", "--udp.lame-duck=0s" };
		try (ConfigurableApplicationContext context = SpringApplication.run(UppercasedApplication.class, arguments)) {
			assertThat(context.getBean(UdpProperties.class).listeners()).isEqualTo(udpProperties(binder()).listeners());
			RestTestClient web = RestTestClient.bindToServer()
				.baseUrl("http://localhost:" + context.getEnvironment().getProperty("local.server.port"))
				.build();
			Stream<String> monitored = this.manifests.all(PodMonitor.class)
				.stream()
				.flatMap((monitor) -> monitor.getSpec().getPodMetricsEndpoints().stream())
				.map((endpoint) -> endpoint.getPath());
			assertThat(Stream.concat(this.manifests.probes().map((probe) -> probe.getHttpGet().getPath()), monitored))
				.hasSizeGreaterThanOrEqualTo(3)
				.allSatisfy((path) -> web.get().uri(path).exchange().expectStatus().isOk());
		}
	}

	// The configuration as the container has it: the ConfigMap's file over the jar's.
	private Binder binder() throws IOException {
		YamlPropertySourceLoader loader = new YamlPropertySourceLoader();
		List<PropertySource<?>> sources = new ArrayList<>(
				loader.load("ConfigMap", new ByteArrayResource(this.applicationYml.getBytes(StandardCharsets.UTF_8))));
		sources.addAll(loader.load("jar", new ClassPathResource("application.yml")));
		return new Binder(ConfigurationPropertySources.from(sources));
	}

	private static UdpProperties udpProperties(Binder binder) {
		return binder
			.bind("udp", Bindable.of(UdpProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.get();
	}

}
