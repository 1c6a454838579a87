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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The URL of the health endpoint that the service logs at its start.
 */
@Execution(ExecutionMode.CONCURRENT)
class HealthUrlTests {

	private static final String PASSWORD = "password";

	@ParameterizedTest
	@ValueSource(strings = { "--server.address=::1", "--server.address=0.0.0.0",
			"--server.servlet.context-path=/base/ --spring.mvc.servlet.path=/servlet",
			"--management.endpoints.web.base-path=/",
			"--management.endpoints.web.base-path=/manage/ --management.endpoints.web.path-mapping.health=ping",
			"--management.server.port=0 --management.server.address=::1 --management.server.base-path=/m",
			"--management.server.port=0 --server.servlet.context-path=/base --server.address=127.0.0.2" })
	void answers(String arguments) throws Exception {
		try (TestService service = TestService.start(arguments.split(" ", -1));
				HttpClient web = HttpClient.newHttpClient()) {
			assertThat(status(web, service)).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "--server.port=-1", "--management.server.port=-1", "--spring.main.web-application-type=none",
					"--management.endpoints.web.exposure.include=info", "--management.endpoint.health.access=none" })
	void isNullIfThereIsNone(String argument) {
		try (TestService service = TestService.start(argument)) {
			assertThat(url(service)).isNull();
		}
	}

	@Test
	@Tag("process")
	void answersWithTls(@TempDir Path directory) throws Exception {
		Path keyStore = directory.resolve("keys.p12");
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		assertThat(new ProcessBuilder(keytool, "-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname",
				"CN=localhost", "-ext", "san=dns:localhost", "-keystore", keyStore.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor()).isZero();
		try (TestService service = TestService.start("--server.ssl.key-store=" + keyStore,
				"--server.ssl.key-store-password=" + PASSWORD);
				HttpClient web = HttpClient.newBuilder().sslContext(trusting(keyStore)).build()) {
			assertThat(url(service)).startsWith("https://");
			assertThat(status(web, service)).isEqualTo(200);
		}
	}

	private static SSLContext trusting(Path keyStore) throws Exception {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private static @Nullable String url(TestService service) {
		return service.context().getBean(HealthUrl.class).find();
	}

	private static int status(HttpClient web, TestService service) throws Exception {
		URI url = URI.create(Objects.requireNonNull(url(service)));
		return web.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding()).statusCode();
	}

}
