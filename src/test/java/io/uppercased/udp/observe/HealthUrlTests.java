package io.uppercased.udp.observe;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Objects;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.uppercased.testing.TestService;
import io.uppercased.testing.TestWebServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The URL of the health endpoint that the service logs at its start. */
@Execution(ExecutionMode.CONCURRENT)
class HealthUrlTests {

	private static final String PASSWORD = "password";

	private static final AutoConfigurations ENDPOINTS = AutoConfigurations.of(EndpointAutoConfiguration.class,
			WebEndpointAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
			HealthEndpointAutoConfiguration.class);

	@ParameterizedTest
	@ValueSource(strings = {
			"--server.address=::1 --server.servlet.context-path=/base/ --spring.mvc.servlet.path=/servlet "
					+ "--management.endpoints.web.base-path=/manage/ --management.endpoints.web.path-mapping.health=ping",
			"--management.server.port=0 --management.server.address=::1 --management.server.base-path=/m "
					+ "--management.endpoints.web.base-path=/ --server.servlet.context-path=/base --server.address=127.0.0.2" })
	void answers(String arguments) throws Exception {
		try (ConfigurableApplicationContext context = TestWebServer.start(arguments.split(" ", -1));
				HttpClient web = HttpClient.newHttpClient()) {
			assertThat(status(web, url(context))).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource({ "server.port=8081, http://localhost:8081/actuator/health",
			"server.address=0.0.0.0, http://localhost:8081/actuator/health",
			"server.address=127.0.0.2, http://127.0.0.2:8081/actuator/health",
			"server.address=::1, http://[0:0:0:0:0:0:0:1]:8081/actuator/health",
			"server.servlet.context-path=/base/, http://localhost:8081/base/actuator/health",
			"spring.mvc.servlet.path=/servlet, http://localhost:8081/servlet/actuator/health",
			"management.endpoints.web.base-path=/, http://localhost:8081/health",
			"management.endpoints.web.path-mapping.health=ping, http://localhost:8081/actuator/ping",
			"management.server.port=0 server.address=127.0.0.2 server.servlet.context-path=/base, "
					+ "http://localhost:8082/actuator/health" })
	void dependsOnTheProperties(String properties, String url) {
		new WebApplicationContextRunner().withConfiguration(ENDPOINTS)
			.withPropertyValues("local.server.port=8081", "local.management.port=8082")
			.withPropertyValues(properties.split(" ", -1))
			.run((context) -> assertThat(url(context)).isEqualTo(url));
	}

	// Without a web server, Spring Boot reports the port -1.
	@ParameterizedTest
	@ValueSource(strings = { "local.server.port=-1", "management.server.port=-1",
			"management.endpoints.web.exposure.include=info", "management.endpoint.health.access=NONE" })
	void isNullIfThereIsNone(String property) {
		new WebApplicationContextRunner().withConfiguration(ENDPOINTS)
			.withPropertyValues("local.server.port=8081", property)
			.run((context) -> assertThat(url(context)).isNull());
	}

	@Test
	void isNullWithoutWeb() {
		new ApplicationContextRunner().withConfiguration(ENDPOINTS)
			.withPropertyValues("local.server.port=8081")
			.run((context) -> assertThat(url(context)).isNull());
	}

	@Test
	@Tag("process")
	void answersWithTls(@TempDir Path directory) throws Exception {
		Path keyStore = directory.resolve("keys.p12");
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		assertThat(new ProcessBuilder(keytool, "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", "test", "-keyalg",
				"EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-keystore", keyStore.toString(),
				"-storepass", PASSWORD)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor()).isZero();
		try (TestService service = TestService.start("--server.ssl.key-store=" + keyStore,
				"--server.ssl.key-store-password=" + PASSWORD);
				HttpClient web = HttpClient.newBuilder().sslContext(trusting(keyStore)).build()) {
			assertThat(url(service)).startsWith("https://");
			assertThat(status(web, url(service))).isEqualTo(200);
		}
	}

	private static SSLContext trusting(Path keyStore) throws Exception {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private static @Nullable String url(ApplicationContext context) {
		return new HealthUrl(context.getBeanProvider(PathMappedEndpoints.class).getIfAvailable(),
				context.getEnvironment())
			.find();
	}

	private static @Nullable String url(TestService service) {
		return service.context().getBean(HealthUrl.class).find();
	}

	private static int status(HttpClient web, @Nullable String url) throws Exception {
		return web
			.send(HttpRequest.newBuilder(URI.create(Objects.requireNonNull(url))).build(), BodyHandlers.discarding())
			.statusCode();
	}

}
