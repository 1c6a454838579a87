package io.uppercased.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Checks that the end-to-end test judges as it says, and leaves a cluster as it was.
 * There is no cluster: a script replaces {@code kubectl}.
 */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
class EndToEndTests {

	private static final Path STAND_IN = Path.of("src/test/resources/io/uppercased/deploy");

	@TempDir
	Path cluster;

	@BeforeEach
	void pointToKind() throws IOException {
		set("context", "kind-test");
		set("objects.yaml", "");
	}

	@Test
	void passesIfLittleIsLost() throws Exception {
		Run run = run("", "an.image:1");
		assertThat(run.exitCode()).as(run.output()).isZero();
		assertThat(run.output().lines().filter((line) -> line.matches(".* 60000 +60 +1000 ms +2 .*"))).hasSize(12)
			.filteredOn((line) -> line.endsWith("ok"))
			.hasSize(10);
		assertThat(calls()).contains("drain node1 --pod-selector=app.kubernetes.io/instance=uppercased-e2e",
				"uncordon node1", "delete namespace uppercased-e2e", "--ports 20 --interval 2500us --repeat 60000",
				"--ports 0 --interval 10000us --repeat 15000");
		assertThat(calls().lines().skip(1)).allMatch((call) -> call.startsWith("--context kind-test "));
	}

	@Test
	void appliesTheExampleOnlyInItsNamespace() throws Exception {
		assertThat(Manifests.yaml("overlays/example")).isNotEmpty();
		Files.delete(this.cluster.resolve("objects.yaml"));
		set("short", "");
		run("", "--namespace", "other", "an.image:1");
		Manifests manifests = Manifests.parse(Files.readString(this.cluster.resolve("objects.yaml")));
		assertThat(manifests.the(Namespace.class).getMetadata().getName()).isEqualTo("other");
		assertThat(manifests.objects()).filteredOn((object) -> !(object instanceof Namespace))
			.extracting(HasMetadata::getMetadata)
			.allSatisfy((metadata) -> {
				assertThat(metadata.getNamespace()).isEqualTo("other");
				assertThat(metadata.getLabels()).containsEntry("app.kubernetes.io/instance", "other");
			});
		assertThat(manifests.all(HorizontalPodAutoscaler.class)).isEmpty();
		assertThat(manifests.all(Service.class)).extracting((service) -> service.getSpec().getType())
			.containsOnly("ClusterIP");
		assertThat(manifests.the(Deployment.class).getSpec().getReplicas()).isEqualTo(2);
		assertThat(manifests.the(Deployment.class).getSpec().getTemplate().getMetadata().getLabels())
			.containsEntry("app.kubernetes.io/instance", "other");
		Container container = manifests.container();
		assertThat(container.getImage()).isEqualTo("an.image:1");
		assertThat(container.getEnv()).extracting(EnvVar::getName, EnvVar::getValue)
			.containsExactly(tuple("UDP_TRANSFORMER", "announce"));
	}

	@Test
	void failsIfClientsNoticeTooMuch() throws Exception {
		set("load-rollout-kept", "60000 sent, 59939 received, 61 lost\nlongest silence = 50.000 ms");
		set("load-scaling-new", "15000 sent, 15000 received, 0 lost\nlongest silence = 1001.0 ms");
		set("load-deletion-new", "100 sent, 0 received, 100 lost");
		set("load-forced-deletion-kept", "100 sent, 0 received, 100 lost");
		set("load-bad-configuration-new", "100 sent, 99 received, 1 lost\nlongest silence = 20.000 ms");
		set("load-drain-kept", "100 sent, 99 received, 1 lost\nlongest silence = 20.000 ms");
		Run run = run("", "an.image:1");
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.output().lines().filter((line) -> line.endsWith("FAILED"))).hasSize(5)
			.map((line) -> line.replaceAll(" +", " "))
			.extracting((line) -> line.replaceFirst("(kept|new) .*", "$1"))
			.containsExactly("rollout kept", "scaling new", "deletion new", "bad configuration new", "drain kept");
		assertThat(run.output()).contains("5 of these lost more than");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			load-rollout-new | no summary: Unknown host
			takes-anything   | udp.port=abc was rolled out
			silent           | no pod's log says that udp.port=abc
			short            | rollout took longer than the load
			stuck            | node node1 cannot be drained
			""")
	void failsIfAnEventFails(String file, String complaint) throws Exception {
		set(file, "Unknown host");
		Run run = run("", "an.image:1");
		assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
		assertThat(run.output()).contains(complaint);
		assertThat(calls().lines()).last().asString().contains("delete namespace uppercased-e2e");
		assertThat(calls().contains(" drain ")).isEqualTo(calls().contains(" uncordon "));
	}

	@Test
	void asksBeforeItUsesAnyOtherCluster() throws Exception {
		set("context", "production");
		for (String answer : List.of("", "\n", "n\n")) {
			assertThat(run(answer, "an.image:1").exitCode()).isEqualTo(1);
		}
		assertThat(calls().lines()).containsOnly("config current-context");
		set("short", "");
		assertThat(run("y\n", "an.image:1").output()).contains("context production");
		assertThat(run("", "--context", "production", "an.image:1").output()).startsWith("context production");
	}

	@Test
	void skipsTheDrainIfThereIsOnlyOneNode() throws Exception {
		set("nodes", "node1  \n");
		Run run = run("", "an.image:1");
		assertThat(run.exitCode()).as(run.output()).isZero();
		assertThat(run.output()).contains("drain: skipped");
		assertThat(calls()).doesNotContain("drain", "cordon");
	}

	@Test
	void doesNotRemoveANamespaceThatExistedBefore() throws Exception {
		set("namespace", "namespace/uppercased-e2e");
		Run run = run("", "an.image:1");
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.output()).contains("the namespace uppercased-e2e exists already");
		assertThat(calls()).doesNotContain("apply", "delete");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "one two", "--stretch 0 one", "--context", "--help" })
	void printsItsUsage(String arguments) throws Exception {
		Run run = run("", arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.output()).contains("deploy/kubernetes/e2e [--context NAME]").doesNotContain("#", "set -");
	}

	private void set(String file, String content) throws IOException {
		Files.writeString(this.cluster.resolve(file), content);
	}

	private String calls() throws IOException {
		return Files.readString(this.cluster.resolve("calls"));
	}

	private Run run(String input, String... arguments) throws IOException, InterruptedException {
		Path in = Files.writeString(this.cluster.resolve("in"), input);
		Path out = this.cluster.resolve("out");
		ProcessBuilder builder = new ProcessBuilder(
				Stream.concat(Stream.of("deploy/kubernetes/e2e"), Stream.of(arguments)).toList());
		builder.environment().put("PATH", STAND_IN.toAbsolutePath() + ":" + System.getenv("PATH"));
		builder.environment().put("CLUSTER", this.cluster.toString());
		int exitCode = builder.redirectInput(in.toFile())
			.redirectErrorStream(true)
			.redirectOutput(out.toFile())
			.start()
			.waitFor();
		return new Run(exitCode, Files.readString(out));
	}

	/**
	 * The result of the script.
	 *
	 * @param exitCode its exit code
	 * @param output all that it wrote
	 */
	private record Run(int exitCode, String output) {
	}

}
