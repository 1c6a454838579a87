package io.uppercased.deploy;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The objects of a kustomization, each parsed strictly: an unknown kind, an unknown field
 * or a value of another type is an error.
 *
 * @param objects all of them
 */
record Manifests(List<HasMetadata> objects) {

	/** The folder of the base with all components. */
	static final String EVERYTHING = "../../src/test/resources/io/uppercased/deploy/everything";

	private static final Map<String, Class<? extends HasMetadata>> KINDS = Stream
		.of(ConfigMap.class, Deployment.class, HorizontalPodAutoscaler.class, Namespace.class, NetworkPolicy.class,
				Pod.class, PodDisruptionBudget.class, PodMonitor.class, Service.class)
		.collect(Collectors.toMap((kind) -> HasMetadata.getApiVersion(kind) + " " + HasMetadata.getKind(kind),
				Function.identity()));

	private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();

	private static final ObjectMapper MAPPER = JsonMapper.builder()
		.annotationIntrospector(new WithoutAdditionalProperties())
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.withCoercionConfig(LogicalType.Textual,
				(config) -> config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
		.build();

	/**
	 * Renders a kustomization as {@code kubectl apply -k} does. Skips the test if there
	 * is no kubectl that can do this.
	 * @param folder its folder below {@code deploy/kubernetes}
	 */
	static Manifests render(String folder) {
		return parse(yaml(folder));
	}

	static String yaml(String folder) {
		return RENDERED.computeIfAbsent(folder, (key) -> {
			assumeTrue(run("kubectl", "version", "--client", "--output=json").contains("kustomizeVersion"),
					"kubectl 1.24 or later is not installed");
			return run("kubectl", "kustomize", "deploy/kubernetes/" + key);
		});
	}

	static Manifests parse(String yaml) {
		Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
		return new Manifests(StreamSupport.stream(documents.spliterator(), false).map(Manifests::toObject).toList());
	}

	private static HasMetadata toObject(Object document) {
		Map<?, ?> map = (Map<?, ?>) document;
		Class<? extends HasMetadata> kind = KINDS.get(map.get("apiVersion") + " " + map.get("kind"));
		if (kind == null) {
			throw new IllegalArgumentException("No model for " + map.get("apiVersion") + " " + map.get("kind"));
		}
		return MAPPER.convertValue(map, kind);
	}

	static String run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
			return output;
		}
		catch (IOException ex) {
			return abort(command[0] + " is not installed");
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	<T extends HasMetadata> List<T> all(Class<T> kind) {
		return this.objects.stream().filter(kind::isInstance).map(kind::cast).toList();
	}

	<T extends HasMetadata> T the(Class<T> kind) {
		assertThat(all(kind)).as(kind.getSimpleName()).hasSize(1);
		return all(kind).getFirst();
	}

	Container container() {
		List<Container> containers = the(Deployment.class).getSpec().getTemplate().getSpec().getContainers();
		assertThat(containers).hasSize(1);
		return containers.getFirst();
	}

	Stream<Probe> probes() {
		return Stream.of(container().getStartupProbe(), container().getLivenessProbe(),
				container().getReadinessProbe());
	}

	/**
	 * The models keep unknown fields in a map. Without that map, an unknown field is an
	 * error.
	 */
	private static final class WithoutAdditionalProperties extends JacksonAnnotationIntrospector {

		private static final long serialVersionUID = 1L;

		@Override
		public Boolean hasAnySetter(Annotated member) {
			return false;
		}

	}

}
