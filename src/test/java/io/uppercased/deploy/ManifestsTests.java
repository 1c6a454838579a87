package io.uppercased.deploy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Checks that manifests that violate their schema are refused. */
@Tag("process")
class ManifestsTests {

	@ParameterizedTest
	@CsvSource({ "kind: NetworkPolicy, kind: NetworkPolice, NetworkPolice",
			"readinessProbe:, readynessProbe:, readynessProbe", "unhealthyPodEvictionPolicy:, evict:, evict",
			"'metadata:\n  labels:', 'metadata:\n  label:', label", "maxSkew: 1, maxSkew: one, Integer",
			"periodSeconds: 10, periodSeconds: '\"10\"', Integer", "path: /actuator, path: 1 #, String",
			"readOnly: true, readOnly: 1, Boolean" })
	void refusesWhatIsNotInTheSchema(String found, String replacement, String complaint) {
		String yaml = Manifests.yaml("");
		assertThat(yaml).contains(found);
		assertThatIllegalArgumentException().isThrownBy(() -> Manifests.parse(yaml.replace(found, replacement)))
			.withMessageContaining(complaint);
	}

}
