package io.uppercased;

import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.stereotype.Component;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Checks which packages each package depends on. */
@Execution(ExecutionMode.CONCURRENT)
class ArchitectureTests {

	private static final JavaClasses MAIN = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackages("io.uppercased");

	private static final String[] JDK = { "java..", "org.jspecify.annotations" };

	private static final String[] SPRING = { "org.springframework..", "org.apache.commons.logging" };

	@Test
	void transformKnowsTheJdkOnly() {
		check(onlyKnows("udp.transform"));
	}

	@Test
	void transportKnowsTheJdkAndTheExchange() {
		check(onlyKnows("udp.transport", "io.uppercased.udp.transform"));
	}

	@Test
	void transportAsksForNothingButTheExchange() {
		check(noClasses().that()
			.resideInAPackage("io.uppercased.udp.transport..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.uppercased.udp.transform").and(not(type(Exchange.class)))));
	}

	@Test
	void nioKnowsTransport() {
		check(onlyKnows("udp.transport.nio", "io.uppercased.udp.transform", "io.uppercased.udp.transport", "jdk.net"));
	}

	@Test
	void linuxKnowsTransport() {
		check(onlyKnows("udp.transport.linux", "io.uppercased.udp.transform", "io.uppercased.udp.transport"));
	}

	@Test
	void admissionKnowsTransportAndNoSpring() {
		check(onlyKnows("udp.admission", "io.uppercased.udp.transport", "io.github.bucket4j..",
				"com.github.benmanes.caffeine.."));
	}

	@Test
	void backgroundKnowsNoOtherPackageOfTheLibrary() {
		check(onlyKnows("udp.background", SPRING));
	}

	@Test
	void flowKnowsSpringAndWhatIsBelow() {
		check(onlyKnows("udp.flow", SPRING, "io.micrometer.observation..", "io.uppercased.udp.transform",
				"io.uppercased.udp.transport", "io.uppercased.udp.admission", "io.uppercased.udp.background"));
	}

	@Test
	void flowKnowsNoActuator() {
		check(noClasses().that()
			.resideInAPackage("io.uppercased.udp.flow")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health.."));
	}

	@Test
	void theLibraryKnowsNothingOfTheService() {
		check(noClasses().that()
			.resideInAPackage("io.uppercased.udp..")
			.should()
			.dependOnClassesThat(
					resideInAPackage("io.uppercased..").and(not(resideInAPackage("io.uppercased.udp..")))));
	}

	@Test
	void configKnowsSpringBootAndItsYaml() {
		check(onlyKnows("config", SPRING, "org.yaml.snakeyaml.."));
	}

	@Test
	void textKnowsTheTransformers() {
		check(onlyKnows("text", SPRING, "io.uppercased.udp.transform"));
	}

	@Test
	void observeKnowsFlowAndWhatItExposes() {
		check(onlyKnows("udp.observe", SPRING, "io.uppercased.udp.flow", "io.uppercased.udp.background",
				"io.uppercased.udp.transport", "io.micrometer..", "com.fasterxml..", "org.apache.datasketches.."));
	}

	@Test
	void viewKnowsFlowAndTransport() {
		check(onlyKnows("view", SPRING, "io.uppercased.udp.flow", "io.uppercased.udp.transport", "jakarta.servlet.."));
	}

	@Test
	void webKnowsTheWebServer() {
		check(onlyKnows("web", SPRING, "jakarta.servlet..", "org.apache.catalina..", "org.apache.coyote..",
				"org.apache.tomcat.."));
	}

	@Test
	void systemdKnowsFlowAndTransport() {
		check(onlyKnows("udp.systemd", SPRING, "io.uppercased.udp.flow", "io.uppercased.udp.background",
				"io.uppercased.udp.transport", "io.uppercased.udp.transport.linux"));
	}

	@Test
	void clientKnowsTheJdkAndPicocliOnly() {
		check(onlyKnows("client", "picocli"));
	}

	@Test
	void onlyTheLinuxTransportCallsForeignFunctions() {
		check(noClasses().that()
			.resideOutsideOfPackage("io.uppercased.udp.transport.linux")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("java.lang.foreign"));
	}

	@Test
	void packagesHaveNoCycles() {
		check(slices().matching("io.uppercased.(**)").should().beFreeOfCycles());
	}

	@Test
	void packagesAreNullMarked() {
		check(classes().that()
			.resideInAnyPackage("io.uppercased", "io.uppercased.udp..", "io.uppercased.text..", "io.uppercased.view..",
					"io.uppercased.web..", "io.uppercased.config..", "io.uppercased.client..")
			.should(ArchCondition.from(describe("be in a @NullMarked package",
					(JavaClass type) -> type.getPackage().isAnnotatedWith(NullMarked.class)))));
	}

	private static void check(ArchRule rule) {
		rule.check(MAIN);
	}

	private static ArchRule onlyKnows(String name, String... others) {
		return onlyKnows(name, new String[0], others);
	}

	private static ArchRule onlyKnows(String name, String[] more, String... others) {
		// A user's transformer may be in any package.
		return classes().that()
			.resideInAPackage("io.uppercased." + name)
			.and(not(assignableTo(PayloadTransformer.class).and(annotatedWith(Component.class))))
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(Stream.of(JDK, more, others, new String[] { "io.uppercased." + name })
				.flatMap(Stream::of)
				.toArray(String[]::new));
	}

}
