package io.uppercased;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Which package may know which.
 */
@AnalyzeClasses(packages = "io.uppercased", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule transformKnowsTheJdkOnly = classes().that()
		.resideInAPackage("io.uppercased.transform")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.uppercased.transform", "java..", "org.jspecify.annotations");

	@ArchTest
	static final ArchRule transportKnowsTheJdkOnly = classes().that()
		.resideInAPackage("io.uppercased.transport..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.uppercased.transport..", "java..", "org.jspecify.annotations");

	@ArchTest
	static final ArchRule flowKnowsNothingAboveIt = noClasses().that()
		.resideInAPackage("io.uppercased.flow")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.uppercased", "io.uppercased.observe..", "io.uppercased.view..",
				"io.uppercased.client..", "org.springframework.boot.actuate..", "org.springframework.boot.health..",
				"io.micrometer..");

	@ArchTest
	static final ArchRule observeKnowsFlowAndTransport = noClasses().that()
		.resideInAPackage("io.uppercased.observe")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.uppercased", "io.uppercased.transform", "io.uppercased.transport.linux",
				"io.uppercased.view..", "io.uppercased.client..");

	@ArchTest
	static final ArchRule viewKnowsFlowAndTransport = noClasses().that()
		.resideInAPackage("io.uppercased.view")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.uppercased", "io.uppercased.transform", "io.uppercased.transport.linux",
				"io.uppercased.observe..", "io.uppercased.client..", "org.springframework.boot.actuate..",
				"io.micrometer..");

	@ArchTest
	static final ArchRule clientKnowsTheJdkAndPicocliOnly = classes().that()
		.resideInAPackage("io.uppercased.client")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.uppercased.client", "java..", "picocli", "org.jspecify.annotations");

	@ArchTest
	static final ArchRule onlyTheLinuxTransportCallsForeignFunctions = noClasses().that()
		.resideOutsideOfPackage("io.uppercased.transport.linux")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("java.lang.foreign");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.uppercased.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule packagesAreNullMarked = classes()
		.should(ArchCondition.from(describe("be in a @NullMarked package",
				(JavaClass type) -> type.getPackage().isAnnotatedWith(NullMarked.class))));

}
