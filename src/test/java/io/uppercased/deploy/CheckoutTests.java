package io.uppercased.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the image and the scripts do not depend on who made the checkout: git for
 * Windows, or a user with another umask.
 */
@Tag("process")
class CheckoutTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "deploy/image/aot-cache", "deploy/image/healthcheck", "deploy/kubernetes/e2e", ".ci/run",
			"README.md", "Dockerfile", "docs/live-view.png", "src/main/resources/io/uppercased/view/view.css" })
	void gitForWindowsWritesTheSameBytes(String name) throws IOException {
		Path file = Path.of(name).getFileName();
		Files.copy(Path.of(".gitattributes"), this.directory.resolve(".gitattributes"));
		byte[] content = Files.readAllBytes(Files.copy(Path.of(name), this.directory.resolve(file)));
		git("init", "--quiet");
		git("add", ".");
		Files.delete(this.directory.resolve(file));
		git("checkout", "--quiet", ".");
		assertThat(this.directory.resolve(file)).hasBinaryContent(content);
	}

	private void git(String... arguments) {
		Manifests.run(Stream.of(List.of("git", "-C", this.directory.toString(), "-c", "core.autocrlf=true", "-c",
				"core.safecrlf=false"), List.of(arguments))
			.flatMap(List::stream)
			.toArray(String[]::new));
	}

	@Test
	void theImageSetsTheModeOfEachFileOfTheCheckout() throws IOException {
		List<String> runtime = Files.readAllLines(Path.of("Dockerfile"));
		assertThat(runtime.subList(runtime.indexOf("WORKDIR /app"), runtime.size()))
			.filteredOn((line) -> line.startsWith("COPY ") && !line.contains("--from="))
			.hasSizeGreaterThanOrEqualTo(4)
			.allSatisfy((line) -> assertThat(line).containsPattern("^COPY --chmod=(644|755) "));
	}

}
