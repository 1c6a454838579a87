package io.uppercased.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.uppercased.testing.ReadsLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Which configuration files are read, and how the start reports those that cannot be
 * read.
 */
@ReadsLog
class ConfigurationFilesTests {

	@TempDir
	Path directory;

	@BeforeEach
	void resolveDirectory() throws IOException {
		this.directory = this.directory.toRealPath();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.config.location=file:%s/other.yml", "spring.config.location=file:%s/",
			"spring.config.additional-location=file:%s/", "spring.config.name=other" })
	void theFileInTheJarIsAlwaysReadAndOthersOverrideIt(String argument, CapturedOutput output) throws IOException {
		Path file = this.directory.resolve(argument.endsWith("/") ? "application.yml" : "other.yml");
		Files.writeString(file, "management.endpoint.health.show-details: never");
		try (ConfigurableApplicationContext context = start("--" + argument.formatted(this.directory))) {
			boolean found = argument.contains("%s");
			assertThat(context.getEnvironment().getProperty("management.endpoint.health.show-details"))
				.isEqualTo(found ? "never" : "always");
			assertThat(context.getEnvironment().getProperty("management.endpoints.web.exposure.include"))
				.contains("udp");
			assertThat(output.getOut().lines().filter((line) -> line.contains("Configuration files"))).singleElement()
				.asString()
				.contains("Configuration files, in order of precedence: " + (found ? file + ", " : ""))
				.endsWith("class path resource [application.yml]");
		}
	}

	@Test
	void aDirectoryOfThatNameIsRefused(CapturedOutput output) throws IOException {
		Files.createDirectory(this.directory.resolve("application.yml"));
		assertRefused("file:%s/", output, "%s/application.yml is a directory");
	}

	@ParameterizedTest
	@CsvSource({ "config/application.properties, optional:file:%s/config/, is a broken link",
			"config/a/application.yaml, file:%s/config/*/, is a broken link",
			"config/.a/application.yaml, file:%s/config/*/, is a broken link",
			"config/a;b#*/application-eu.xml, optional:file:%s/config/*/, is a broken link",
			"config/application-eu.yml, optional:file:%s/config/, is a broken link",
			"config/other.yml, optional:file:%s/config/other.yml, is a broken link",
			"config/a, optional:file:%s/config/a/, is a broken link" })
	@DisabledOnOs(OS.WINDOWS)
	void aBrokenLinkIsRefused(String link, String location, String words, CapturedOutput output) throws IOException {
		Path file = this.directory.resolve(link);
		Files.createDirectories(file.getParent());
		Files.createSymbolicLink(file, Path.of("nothing"));
		assertRefused(location, output, "%s/" + link + " " + words);
	}

	@Test
	void theFileOfTheDefaultProfileIsChecked(CapturedOutput output) throws IOException {
		Files.createDirectory(this.directory.resolve("application-default.yml"));
		assertFails(output, "%s/application-default.yml is a directory",
				"--spring.config.additional-location=file:%s/");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[\"optional:file:%s/imported.yml\"]", "optional:imported.yml",
			"optional:classpath:/none.yml, optional:imported.yml" })
	void importedFilesAreChecked(String imports, CapturedOutput output) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"spring.config.import: " + imports.formatted(this.directory));
		Files.createDirectory(this.directory.resolve("imported.yml"));
		assertFails(output, "%s/imported.yml is a directory", "--spring.config.additional-location=file:%s/");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aFileOfATreeThatCannotBeReadIsRefused(CapturedOutput output) throws IOException {
		Files.createSymbolicLink(this.directory.resolve("spring.main.banner-mode"), Path.of("/proc/self/mem"));
		assertFails(output, "A configuration file cannot be read", "--spring.config.import=configtree:%s/");
	}

	@ParameterizedTest
	@CsvSource({ "--spring.profiles.active=, spring.profiles.active' is empty",
			"--spring.config.import=, spring.config.import' is empty",
			"--spring.config.additional-location=, spring.config.additional-location' is empty",
			"--spring.application.json={, not valid JSON" })
	void aValueThatWouldBeIgnoredIsRefused(String argument, String words, CapturedOutput output) {
		assertFails(output, words, argument);
	}

	@Test
	void aFormerPropertyIsExplained(CapturedOutput output) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), "spring.profiles: eu");
		assertFails(output, "'spring.config.activate.on-profile'", "--spring.config.additional-location=file:%s/");
	}

	@Test
	void aDirectoryNeedsAFinalSlash(CapturedOutput output) {
		assertFails(output, "%s is a directory.", "--spring.config.additional-location=optional:file:%s");
		assertThat(output).contains("Add '/' to the end of the location.");
	}

	@Test
	void aFileMayImportAnotherOneFromTheClassPath() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"spring.config.import: classpath:/META-INF/build-info.properties");
		try (ConfigurableApplicationContext context = start(
				"--spring.config.additional-location=file:%s/".formatted(this.directory))) {
			assertThat(context.getEnvironment().getProperty("build.artifact")).isEqualTo("uppercased");
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void directoriesThatSpringBootDoesNotSearchAreIgnored() throws IOException {
		for (String name : new String[] { "lost+found", "..data" }) {
			Path file = this.directory.resolve("config").resolve(name).resolve("application.yml");
			Files.createDirectories(file.getParent());
			Files.createSymbolicLink(file, Path.of("nothing"));
		}
		start("--spring.config.additional-location=optional:file:%s/config/*/".formatted(this.directory)).close();
	}

	@Test
	void aNameMayContainAnyCharacter() throws IOException {
		Path file = Files.createDirectory(this.directory.resolve("a#b%20c")).resolve("application.yml");
		Files.writeString(file, "udp.port: 70001");
		try (ConfigurableApplicationContext context = start(
				"--spring.config.additional-location=file:%s/".formatted(file.getParent()))) {
			assertThat(context.getEnvironment().getProperty("udp.port")).isEqualTo("70001");
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aLinkToItselfIsRefused(CapturedOutput output) throws IOException {
		Files.createSymbolicLink(this.directory.resolve("application.yml"), Path.of("application.yml"));
		assertRefused("file:%s/", output, "%s/application.yml");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aFileThatCannotBeReadIsRefused(CapturedOutput output) throws IOException {
		// Its first page is not mapped.
		Files.createSymbolicLink(this.directory.resolve("application.yml"), Path.of("/proc/self/mem"));
		assertRefused("file:%s/", output, "%s/application.yml");
	}

	@Test
	void aFileThatIsNotYamlIsRefused(CapturedOutput output) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), "udp: [");
		assertThatException()
			.isThrownBy(() -> start("--spring.config.additional-location=file:%s/".formatted(this.directory)));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", this.directory + "/application.yml] is not valid YAML, line 1")
			.doesNotContain("\tat ");
	}

	@Test
	void aFileInPlaceOfAnOptionalDirectoryIsIgnored() throws IOException {
		Files.createFile(this.directory.resolve("config"));
		start("--spring.config.additional-location=optional:file:%1$s/config/;optional:file:%1$s/config/*/"
			.formatted(this.directory)).close();
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return new SpringApplicationBuilder(NoBeans.class).web(WebApplicationType.NONE).run(arguments);
	}

	private void assertFails(CapturedOutput output, String words, String argument) {
		assertThatException().isThrownBy(() -> start(argument.formatted(this.directory)));
		assertThat(output).contains("APPLICATION FAILED TO START", words.formatted(this.directory))
			.doesNotContain("\tat ");
	}

	private void assertRefused(String location, CapturedOutput output, String words) {
		assertThatException().isThrownBy(() -> start("--spring.profiles.active=eu",
				"--spring.config.additional-location=" + location.formatted(this.directory)));
		assertThat(output)
			.contains("A configuration file cannot be read", words.formatted(this.directory),
					"Let the user '" + System.getProperty("user.name"))
			.doesNotContain("\tat ");
	}

	/** Needs no beans, because the files are read before. */
	static final class NoBeans {

	}

}
