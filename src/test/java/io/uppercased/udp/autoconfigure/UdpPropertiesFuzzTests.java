package io.uppercased.udp.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.uppercased.udp.flow.GracefulStop;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gives properties any text as their value. Runs on its corpus, or for longer as
 * CONTRIBUTING.md says.
 */
class UdpPropertiesFuzzTests {

	// All except the address, because the JDK would look up a name.
	private static final List<String> NAMES = PropertyDescription.readAll()
		.stream()
		.map(PropertyDescription::name)
		.filter((name) -> !name.equals("udp.address"))
		.sorted()
		.toList();

	/**
	 * Binds a property.
	 * @param input a byte for its name, then its value
	 */
	@FuzzTest(maxDuration = "10m")
	void isAcceptedOrRefusedWithAMessage(byte[] input) {
		if (input.length == 0) {
			return;
		}
		String name = NAMES.get(Byte.toUnsignedInt(input[0]) % NAMES.size());
		String value = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
		try {
			UdpProperties properties = new Binder(new MapConfigurationPropertySource(Map.of(name, value))).bindOrCreate(
					"udp", Bindable.of(UdpProperties.class),
					new UdpBindHandlerAdvisor(new StaticListableBeanFactory()).apply(BindHandler.DEFAULT));
			check(properties, value);
		}
		catch (BindException ex) {
			FailureAnalysis analysis = new InvalidPropertyAnalyzer(new StandardEnvironment()).analyze(ex);
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).startsWith("udp.")
				.contains(" is not valid")
				.doesNotContain("must be another value");
		}
	}

	private static void check(UdpProperties properties, String value) {
		assertThat(value).isNotBlank();
		assertThat(properties.maxPayload().toBytes()).isBetween(1L, 65_507L);
		assertThat(properties.receiveBuffer().toBytes()).isBetween(1L, (long) Integer.MAX_VALUE);
		assertThat(new GracefulStop(properties.lameDuck(), properties.drainTimeout()).maxDuration().toNanos())
			.isPositive();
	}

}
