package io.uppercased;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The classes in the README's section about a service of one's own, compiled and run as
 * they stand there.
 */
class OwnServiceTests {

	@TempDir
	Path directory;

	@Test
	void theReadmesClassIsServedAndItsTestsPass() throws Exception {
		List<Path> sources = writeSources();
		assertThat(sources).extracting((source) -> source.getFileName().toString())
			.containsExactly("Reverse.java", "ReverseTests.java");
		compile(sources);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.directory.toUri().toURL() }, before)) {
			Thread.currentThread().setContextClassLoader(loader);
			Class<?> tests = loader.loadClass("io.uppercased.reverse.ReverseTests");
			Constructor<?> constructor = tests.getDeclaredConstructor();
			constructor.setAccessible(true);
			int run = 0;
			for (Method test : tests.getDeclaredMethods()) {
				if (test.isAnnotationPresent(Test.class)) {
					test.setAccessible(true);
					test.invoke(constructor.newInstance());
					run++;
				}
			}
			assertThat(run).isEqualTo(2);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private List<Path> writeSources() throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		List<Path> sources = new ArrayList<>();
		for (MatchResult block : Pattern.compile("(?s)```java\\n(package .*?)```").matcher(readme).results().toList()) {
			String source = block.group(1);
			Path file = this.directory.resolve(find("package ([\\w.]+);", source).replace('.', '/'))
				.resolve(find("(?m)^class (\\w+)", source) + ".java");
			Files.createDirectories(file.getParent());
			sources.add(Files.writeString(file, source));
			// The README says where the file is to be put.
			assertThat(readme).contains(this.directory.relativize(file).toString());
		}
		return sources;
	}

	private static String find(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow().group(1);
	}

	private void compile(List<Path> sources) {
		String[] options = { "-d", this.directory.toString(), "-proc:none", "-cp",
				System.getProperty("java.class.path") };
		String[] arguments = Stream.concat(Arrays.stream(options), sources.stream().map(Path::toString))
			.toArray(String[]::new);
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
	}

}
