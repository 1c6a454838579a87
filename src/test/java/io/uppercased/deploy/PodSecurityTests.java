package io.uppercased.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Checks that the pod conforms to the
 * <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod
 * Security Standard</a> <em>restricted</em>, which includes <em>baseline</em>: every
 * field that has a rule on Linux. Also checks that the root file system is read-only.
 */
@Tag("process")
class PodSecurityTests {

	private static final Set<String> VOLUMES = Set.of("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral",
			"persistentVolumeClaim", "projected", "secret");

	@ParameterizedTest
	@ValueSource(strings = { "", "overlays/example", Manifests.EVERYTHING })
	void conformsToTheRestrictedStandard(String folder) {
		requireRestricted(pod(Manifests.render(folder)));
	}

	@Test
	void theClientsPodConformsToo(@TempDir Path folder) throws IOException {
		Path pod = Files.writeString(folder.resolve("pod.yaml"), """
				apiVersion: v1
				kind: Pod
				metadata: {name: ask}
				spec: {containers: [{name: ask, image: uppercased}]}
				""");
		requireRestricted(
				Manifests
					.parse(Manifests.run("kubectl", "patch", "--local", "--filename=" + pod, "--type=json",
							"--patch-file=deploy/kubernetes/restricted.json", "--output=yaml"))
					.the(Pod.class)
					.getSpec());
	}

	static Stream<Arguments> violations() {
		String spec = "\n      enableServiceLinks: false";
		String podContext = "\n        runAsUser: 10001";
		String context = "\n          allowPrivilegeEscalation: false";
		return Stream.of(violation("hostNetwork", spec, "\n      hostNetwork: true"),
				violation("hostPID", spec, "\n      hostPID: true"),
				violation("hostIPC", spec, "\n      hostIPC: true"),
				violation("volume", "\n        name: config", "\n        name: config\n      - hostPath: {path: /}\n"),
				violation("hostPort", "\n        - containerPort: 12000",
						"\n        - {containerPort: 9, hostPort: 9}\n        - containerPort: 12000"),
				violation("sysctls", podContext,
						podContext + "\n        sysctls: [{name: net.core.rmem_max, value: '1'}]"),
				violation("runAsUser", podContext, "\n        runAsUser: 0"),
				violation("runAsNonRoot", "\n        runAsNonRoot: true", ""),
				violation("seccompProfile", "type: RuntimeDefault", "type: Unconfined"),
				violation("seLinuxOptions", podContext, podContext + "\n        seLinuxOptions: {type: spc_t}"),
				violation("appArmorProfile", podContext, podContext + "\n        appArmorProfile: {type: Unconfined}"),
				violation("windowsOptions", podContext, podContext + "\n        windowsOptions: {hostProcess: true}"),
				violation("init's securityContext", spec, "\n      initContainers: [{name: init}]"),
				violation("privileged", context, context + "\n          privileged: true"),
				violation("allowPrivilegeEscalation", context, ""),
				violation("capabilities.drop", "- ALL", "- NET_RAW"),
				violation("capabilities.add", "\n            drop:",
						"\n            add: [NET_ADMIN]\n            drop:"),
				violation("procMount", context, context + "\n          procMount: Unmasked"),
				violation("container's runAsNonRoot", context, context + "\n          runAsNonRoot: false"),
				violation("container's runAsUser", context, context + "\n          runAsUser: 0"),
				violation("container's seccompProfile", context,
						context + "\n          seccompProfile: {type: Unconfined}"),
				violation("container's seLinuxOptions", context, context + "\n          seLinuxOptions: {type: spc_t}"),
				violation("container's appArmorProfile", context,
						context + "\n          appArmorProfile: {type: Unconfined}"),
				violation("host of a probe", "\n            port: management",
						"\n            port: management\n            host: 192.0.2.1"),
				violation("readOnlyRootFilesystem", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"));
	}

	private static Arguments violation(String field, String found, String replacement) {
		return argumentSet(field, field, found, replacement);
	}

	@ParameterizedTest
	@MethodSource("violations")
	void noticesAViolation(String field, String found, String replacement) {
		String yaml = Manifests.yaml("");
		assertThat(yaml).contains(found);
		PodSpec pod = pod(Manifests.parse(yaml.replace(found, replacement)));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> requireRestricted(pod))
			.withMessageContaining("[" + field);
	}

	private static PodSpec pod(Manifests manifests) {
		return manifests.the(Deployment.class).getSpec().getTemplate().getSpec();
	}

	private static void requireRestricted(PodSpec pod) {
		assertThat(pod.getHostNetwork()).as("hostNetwork").isNotEqualTo(true);
		assertThat(pod.getHostPID()).as("hostPID").isNotEqualTo(true);
		assertThat(pod.getHostIPC()).as("hostIPC").isNotEqualTo(true);
		assertThat(pod.getEphemeralContainers()).as("ephemeralContainers").isEmpty();
		pod.getVolumes().forEach(PodSecurityTests::requireRestricted);
		PodSecurityContext context = pod.getSecurityContext();
		assertThat(context.getRunAsNonRoot()).as("runAsNonRoot").isTrue();
		assertThat(context.getRunAsUser()).as("runAsUser").isNotIn(0L);
		assertThat(context.getSeccompProfile().getType()).as("seccompProfile").isEqualTo("RuntimeDefault");
		assertThat(context.getSysctls()).as("sysctls").isEmpty();
		assertThat(context.getSeLinuxOptions()).as("seLinuxOptions").isNull();
		assertThat(context.getAppArmorProfile()).as("appArmorProfile").isNull();
		assertThat(context.getWindowsOptions()).as("windowsOptions").isNull();
		assertThat(pod.getContainers()).as("containers").isNotEmpty();
		pod.getInitContainers().forEach((container) -> requireRestricted(container, "init's "));
		pod.getContainers().forEach((container) -> requireRestricted(container, "container's "));
	}

	private static void requireRestricted(Volume volume) {
		assertThat(new ObjectMapper().valueToTree(volume).fieldNames()).toIterable()
			.as("volume")
			.filteredOn((field) -> !field.equals("name"))
			.singleElement()
			.isIn(VOLUMES);
	}

	private static void requireRestricted(Container container, String which) {
		SecurityContext context = container.getSecurityContext();
		assertThat(context).as(which + "securityContext").isNotNull();
		assertThat(context.getPrivileged()).as("privileged").isNotEqualTo(true);
		assertThat(context.getAllowPrivilegeEscalation()).as("allowPrivilegeEscalation").isFalse();
		assertThat(context.getReadOnlyRootFilesystem()).as("readOnlyRootFilesystem").isTrue();
		assertThat(context.getCapabilities().getDrop()).as("capabilities.drop").contains("ALL");
		assertThat(context.getCapabilities().getAdd()).as("capabilities.add").isEmpty();
		assertThat(context.getProcMount()).as("procMount").isNull();
		assertThat(context.getRunAsNonRoot()).as(which + "runAsNonRoot").isIn(null, true);
		assertThat(context.getRunAsUser()).as(which + "runAsUser").isNotIn(0L);
		assertThat(context.getSeccompProfile()).as(which + "seccompProfile").isNull();
		assertThat(context.getSeLinuxOptions()).as(which + "seLinuxOptions").isNull();
		assertThat(context.getAppArmorProfile()).as(which + "appArmorProfile").isNull();
		container.getPorts().forEach((port) -> assertThat(port.getHostPort()).as("hostPort").isNull());
		assertThat(container.getLifecycle()).as("lifecycle").isNull();
		Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
			.filter(Objects::nonNull)
			.map(Probe::getHttpGet)
			.forEach((probe) -> assertThat(probe.getHost()).as("host of a probe").isNull());
	}

}
