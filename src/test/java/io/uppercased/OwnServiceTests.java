package io.uppercased;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles and runs the classes that the README and docs/own-service.md show: in another
 * application, and in a clone.
 */
@Execution(ExecutionMode.CONCURRENT)
class OwnServiceTests {

	@TempDir
	private static Path directory;

	/** Not closed: that would close jars that other tests are reading. */
	private static URLClassLoader loader;

	@BeforeAll
	static void compile() throws IOException {
		List<Path> inClone = writeSources("README.md", "com.acme.reverse", "io.uppercased.reverse");
		assertThat(inClone).hasSize(2);
		// The README names the files.
		assertThat(Path.of("README.md")).content()
			.contains(inClone.stream().map((file) -> "java/" + directory.relativize(file)).toList());
		List<String> arguments = new ArrayList<>(List.of("-d", directory.toString(), "-proc:none", "-parameters", "-cp",
				System.getProperty("java.class.path")));
		Stream
			.of(inClone, writeSources("README.md", "com.acme.reverse", "com.acme.reverse"),
					writeSources("docs/own-service.md", "com.acme.doubling", "com.acme.doubling"),
					writeSources("docs/own-service.md", "com.acme.orders", "com.acme.orders"),
					List.of(writeApplication("com.acme.reverse"), writeApplication("com.acme.doubling"),
							writeApplication("com.acme.orders")))
			.flatMap(List::stream)
			.map(Path::toString)
			.forEach(arguments::add);
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
		loader = new URLClassLoader(new URL[] { directory.toUri().toURL() },
				Thread.currentThread().getContextClassLoader());
	}

	@Test
	void theReadmesTestPassesInAnApplication() throws Exception {
		withClasses(() -> runTest(loader.loadClass("com.acme.reverse.ReverseTests")));
	}

	@Test
	void theReadmesTestPassesInAClone() throws Exception {
		withClasses(() -> runTest(loader.loadClass("io.uppercased.reverse.ReverseTests")));
	}

	@Test
	void thePageShowsABinaryTransformer() throws Exception {
		withClient("com.acme.doubling", (client) -> {
			byte[] number = { 0, 0, 1, (byte) 0x80 };
			assertThat(client.exchange(number)).containsExactly(0, 0, 3, 0);
			client.send("ignored");
			assertThat(client.exchange(number)).containsExactly(0, 0, 3, 0);
		});
	}

	@Test
	void theFlowOfThePageMakesReplies() throws Exception {
		withClient("com.acme.orders", (client) -> assertThat(client.exchange(" apples ")).isEqualTo("OK apples"));
	}

	private static void withClient(String application, Consumer<UdpClient> test) throws Exception {
		Class<?> type = loader.loadClass(application + ".Application");
		withClasses(() -> {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(type)
				.web(WebApplicationType.NONE)
				.run("--udp.port=0", "--udp.address=127.0.0.1",
						"--udp.transformer=" + application.replaceFirst(".*[.]", ""));
					UdpClient client = UdpClient.connected("127.0.0.1",
							context.getEnvironment().getRequiredProperty("local.udp.port", Integer.class))) {
				test.accept(client);
			}
		});
	}

	/**
	 * Writes the classes of a package that a page shows.
	 * @param page the page
	 * @param from the package on the page
	 * @param to the package to write
	 */
	private static List<Path> writeSources(String page, String from, String to) throws IOException {
		List<Path> sources = new ArrayList<>();
		for (MatchResult block : Pattern.compile("(?s)```java\\n(package %s;.*?)```".formatted(from))
			.matcher(Files.readString(Path.of(page)))
			.results()
			.toList()) {
			String source = block.group(1).replace(from, to);
			String name = Pattern.compile("(?m)^class (\\w+)").matcher(source).results().toList().getFirst().group(1);
			sources.add(write(to.replace('.', '/') + "/" + name + ".java", source));
		}
		assertThat(sources).isNotEmpty();
		return sources;
	}

	private static Path write(String name, String source) throws IOException {
		Path file = directory.resolve(name);
		Files.createDirectories(file.getParent());
		return Files.writeString(file, source);
	}

	private static Path writeApplication(String name) throws IOException {
		return write(name.replace('.', '/') + "/Application.java", """
				package %s;
				@%s
				class Application {
				}
				""".formatted(name, SpringBootApplication.class.getName()));
	}

	private static void withClasses(Action action) throws Exception {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try {
			Thread.currentThread().setContextClassLoader(loader);
			action.run();
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	/** Runs the test of a class as Spring's extension of JUnit does. */
	private static void runTest(Class<?> type) throws Exception {
		Constructor<?> constructor = type.getDeclaredConstructor();
		constructor.setAccessible(true);
		Object test = constructor.newInstance();
		TestContextManager context = new TestContextManager(type);
		context.prepareTestInstance(test);
		var method = type.getDeclaredMethod("reversesAText");
		method.setAccessible(true);
		try {
			method.invoke(test);
		}
		finally {
			context.getTestContext().markApplicationContextDirty(null);
		}
	}

	private interface Action {

		void run() throws Exception;

	}

}
