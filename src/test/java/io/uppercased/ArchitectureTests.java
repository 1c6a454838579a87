package io.uppercased;

import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import org.jspecify.annotations.NullMarked;

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

/**
 * Checks which packages each package depends on.
 */
@AnalyzeClasses(packages = "io.uppercased", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String[] JDK = { "java..", "org.jspecify.annotations" };

	private static final String[] SPRING = { "org.springframework..", "org.apache.commons.logging" };

	@ArchTest
	static final ArchRule transformKnowsTheJdkOnly = onlyKnows("udp.transform");

	@ArchTest
	static final ArchRule transportKnowsTheJdkAndTheExchange = onlyKnows("udp.transport",
			"io.uppercased.udp.transform");

	@ArchTest
	static final ArchRule transportAsksForNothingButTheExchange = noClasses().that()
		.resideInAPackage("io.uppercased.udp.transport..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.uppercased.udp.transform").and(not(type(Exchange.class))));

	@ArchTest
	static final ArchRule nioKnowsTransport = onlyKnows("udp.transport.nio", "io.uppercased.udp.transform",
			"io.uppercased.udp.transport", "jdk.net");

	@ArchTest
	static final ArchRule linuxKnowsTransport = onlyKnows("udp.transport.linux", "io.uppercased.udp.transform",
			"io.uppercased.udp.transport");

	@ArchTest
	static final ArchRule admissionKnowsTransportAndNoSpring = onlyKnows("udp.admission", "io.uppercased.udp.transport",
			"io.github.bucket4j..", "com.github.benmanes.caffeine..");

	@ArchTest
	static final ArchRule backgroundKnowsNoOtherPackageOfTheLibrary = onlyKnows("udp.background", SPRING);

	@ArchTest
	static final ArchRule flowKnowsSpringAndWhatIsBelow = onlyKnows("udp.flow", SPRING, "io.micrometer.observation..",
			"io.uppercased.udp.transform", "io.uppercased.udp.transport", "io.uppercased.udp.admission",
			"io.uppercased.udp.background");

	@ArchTest
	static final ArchRule flowKnowsNoActuator = noClasses().that()
		.resideInAPackage("io.uppercased.udp.flow")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health..");

	@ArchTest
	static final ArchRule theLibraryKnowsNothingOfTheService = noClasses().that()
		.resideInAPackage("io.uppercased.udp..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.uppercased..").and(not(resideInAPackage("io.uppercased.udp.."))));

	@ArchTest
	static final ArchRule textKnowsTheTransformers = onlyKnows("text", SPRING, "io.uppercased.udp.transform");

	@ArchTest
	static final ArchRule observeKnowsFlowAndWhatItExposes = onlyKnows("udp.observe", SPRING, "io.uppercased.udp.flow",
			"io.uppercased.udp.background", "io.uppercased.udp.transport", "io.micrometer..", "com.fasterxml..",
			"org.apache.datasketches..");

	@ArchTest
	static final ArchRule viewKnowsFlowAndTransport = onlyKnows("view", SPRING, "io.uppercased.udp.flow",
			"io.uppercased.udp.transport", "jakarta.servlet..");

	@ArchTest
	static final ArchRule webKnowsTheWebServer = onlyKnows("web", SPRING, "jakarta.servlet..", "org.apache.catalina..",
			"org.apache.coyote..", "org.apache.tomcat..");

	@ArchTest
	static final ArchRule systemdKnowsFlowAndTransport = onlyKnows("udp.systemd", SPRING, "io.uppercased.udp.flow",
			"io.uppercased.udp.background", "io.uppercased.udp.transport", "io.uppercased.udp.transport.linux");

	@ArchTest
	static final ArchRule clientKnowsTheJdkAndPicocliOnly = onlyKnows("client", "picocli");

	@ArchTest
	static final ArchRule onlyTheLinuxTransportCallsForeignFunctions = noClasses().that()
		.resideOutsideOfPackage("io.uppercased.udp.transport.linux")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("java.lang.foreign");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.uppercased.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule packagesAreNullMarked = classes().that()
		.resideInAnyPackage("io.uppercased", "io.uppercased.udp..", "io.uppercased.text..", "io.uppercased.view..",
				"io.uppercased.web..", "io.uppercased.client..")
		.should(ArchCondition.from(describe("be in a @NullMarked package",
				(JavaClass type) -> type.getPackage().isAnnotatedWith(NullMarked.class))));

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
