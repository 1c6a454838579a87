package io.uppercased.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Checks that the Kubernetes objects match each other and the image. */
@Tag("process")
@ParameterizedClass
@ValueSource(strings = { "", "overlays/example", Manifests.EVERYTHING })
class KubernetesManifestTests {

	private final String folder;

	private final Manifests manifests;

	private final Deployment deployment;

	private final PodTemplateSpec pod;

	private final Container container;

	KubernetesManifestTests(String folder) {
		this.folder = folder;
		this.manifests = Manifests.render(folder);
		this.deployment = this.manifests.the(Deployment.class);
		this.pod = this.deployment.getSpec().getTemplate();
		this.container = this.manifests.container();
	}

	@Test
	void selectThePods() {
		Stream<Map<String, String>> services = this.manifests.all(Service.class)
			.stream()
			.map((service) -> service.getSpec().getSelector());
		Stream<LabelSelector> selectors = Stream.of(this.deployment.getSpec().getSelector(),
				this.manifests.the(PodDisruptionBudget.class).getSpec().getSelector(),
				this.manifests.the(NetworkPolicy.class).getSpec().getPodSelector());
		Stream<LabelSelector> spread = this.pod.getSpec()
			.getTopologySpreadConstraints()
			.stream()
			.map(TopologySpreadConstraint::getLabelSelector);
		Stream<LabelSelector> monitors = this.manifests.all(PodMonitor.class)
			.stream()
			.map((monitor) -> monitor.getSpec().getSelector());
		assertThat(Stream.concat(services,
				Stream.of(selectors, spread, monitors).flatMap((all) -> all).map(LabelSelector::getMatchLabels)))
			.hasSizeGreaterThanOrEqualTo(6)
			.allSatisfy((labels) -> assertThat(this.pod.getMetadata().getLabels()).containsAllEntriesOf(labels));
	}

	@Test
	void setTheNumberOfPodsEitherInTheDeploymentOrByTheAutoscaler() {
		List<CrossVersionObjectReference> targets = this.manifests.all(HorizontalPodAutoscaler.class)
			.stream()
			.map((autoscaler) -> autoscaler.getSpec().getScaleTargetRef())
			.toList();
		assertThat(this.deployment.getSpec().getReplicas()).isEqualTo(targets.isEmpty() ? 2 : null);
		assertThat(targets).hasSize(this.folder.isEmpty() ? 0 : 1).allSatisfy((target) -> {
			assertThat(target.getApiVersion()).isEqualTo(this.deployment.getApiVersion());
			assertThat(target.getKind()).isEqualTo(this.deployment.getKind());
			assertThat(target.getName()).isEqualTo(this.deployment.getMetadata().getName());
		});
	}

	@Test
	void spreadOverZonesOnlyWithTheComponent() {
		String[] keys = this.folder.equals(Manifests.EVERYTHING)
				? new String[] { "kubernetes.io/hostname", "topology.kubernetes.io/zone" }
				: new String[] { "kubernetes.io/hostname" };
		assertThat(this.pod.getSpec().getTopologySpreadConstraints()).allSatisfy((constraint) -> {
			assertThat(constraint.getMatchLabelKeys()).containsExactly("pod-template-hash");
			assertThat(constraint.getWhenUnsatisfiable()).isEqualTo("ScheduleAnyway");
		}).extracting(TopologySpreadConstraint::getTopologyKey).containsExactlyInAnyOrder(keys);
	}

	@Test
	void needThePrometheusOperatorOnlyWithTheComponent() {
		assertThat(this.manifests.all(PodMonitor.class)).hasSize(this.folder.equals(Manifests.EVERYTHING) ? 1 : 0);
	}

	@Test
	void runOnLinuxNodesOnly() {
		assertThat(this.pod.getSpec().getNodeSelector()).containsExactly(Map.entry("kubernetes.io/os", "linux"));
	}

	@Test
	void allowProbesOfALoadBalancerOnlyWithTheComponent() {
		assertThat(this.manifests.the(NetworkPolicy.class).getSpec().getIngress())
			.flatExtracting(NetworkPolicyIngressRule::getFrom)
			.filteredOn((peer) -> peer.getIpBlock() != null)
			.hasSize(this.folder.equals(Manifests.EVERYTHING) ? 1 : 0);
	}

	@Test
	void nameThePortsOfThePod() {
		Stream<String> services = this.manifests.all(Service.class)
			.stream()
			.flatMap((service) -> service.getSpec().getPorts().stream())
			.map((port) -> name(port.getTargetPort().getStrVal(), port.getProtocol()));
		Stream<String> policy = this.manifests.the(NetworkPolicy.class)
			.getSpec()
			.getIngress()
			.stream()
			.flatMap((rule) -> rule.getPorts().stream())
			.map((port) -> name(port.getPort().getStrVal(), port.getProtocol()));
		Stream<String> monitors = this.manifests.all(PodMonitor.class)
			.stream()
			.flatMap((monitor) -> monitor.getSpec().getPodMetricsEndpoints().stream())
			.map((endpoint) -> name(endpoint.getPort(), null));
		Stream<String> probes = this.manifests.probes()
			.map((probe) -> name(probe.getHttpGet().getPort().getStrVal(), null));
		List<String> ports = this.container.getPorts()
			.stream()
			.map((port) -> name(port.getName(), port.getProtocol()))
			.toList();
		assertThat(Stream.of(services, policy, monitors, probes).flatMap((all) -> all)).hasSizeGreaterThanOrEqualTo(7)
			.isSubsetOf(ports);
	}

	@Test
	void mountTheConfigMap() {
		Volume config = this.pod.getSpec().getVolumes().getFirst();
		assertThat(config.getName()).isEqualTo("config");
		assertThat(config.getConfigMap().getName())
			.isEqualTo(this.manifests.the(ConfigMap.class).getMetadata().getName());
	}

	@Test
	void matchTheImage() throws IOException {
		String dockerfile = Files.readString(Path.of("Dockerfile"));
		assertThat(lastInstruction(dockerfile, "EXPOSE").split(" ")).containsExactlyInAnyOrder(this.container.getPorts()
			.stream()
			.map((port) -> name(port.getContainerPort().toString(), port.getProtocol()).toLowerCase(Locale.ROOT))
			.toArray(String[]::new));
		assertThat(lastInstruction(dockerfile, "USER"))
			.isEqualTo("%d:%d".formatted(this.pod.getSpec().getSecurityContext().getRunAsUser(),
					this.pod.getSpec().getSecurityContext().getRunAsGroup()));
		String config = lastInstruction(dockerfile, "WORKDIR") + "/config";
		assertThat(this.container.getVolumeMounts()).extracting(VolumeMount::getName, VolumeMount::getMountPath)
			.contains(tuple("config", config));
	}

	private static String name(String port, @Nullable String protocol) {
		return port + "/" + ((protocol != null) ? protocol : "TCP");
	}

	private static String lastInstruction(String dockerfile, String instruction) {
		return Pattern.compile("^" + instruction + " (.+)$", Pattern.MULTILINE)
			.matcher(dockerfile)
			.results()
			.map((match) -> match.group(1))
			.reduce((first, second) -> second)
			.orElseThrow();
	}

}
