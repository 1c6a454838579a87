package io.uppercased.udp.observe;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The URL of the health endpoint in the start-up line.
 */
@ReadsLog
class HealthUrlTests {

	private static final String PASSWORD = "password";

	@ParameterizedTest
	@ValueSource(strings = { "--server.address=::1", "--server.address=0.0.0.0",
			"--server.servlet.context-path=/base/ --spring.mvc.servlet.path=/servlet",
			"--management.endpoints.web.base-path=/",
			"--management.endpoints.web.base-path=/manage/ --management.endpoints.web.path-mapping.health=ping",
			"--management.server.port=0 --management.server.address=::1 --management.server.base-path=/m",
			"--management.server.port=0 --server.servlet.context-path=/base --server.address=127.0.0.2" })
	void answers(String arguments, CapturedOutput output) throws Exception {
		try (TestService _ = TestService.start(arguments.split(" ", -1)); HttpClient web = HttpClient.newHttpClient()) {
			assertThat(status(web, output)).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "--server.port=-1", "--management.server.port=-1", "--spring.main.web-application-type=none",
					"--management.endpoints.web.exposure.include=info", "--management.endpoint.health.access=none" })
	void isNotLoggedIfThereIsNone(String argument, CapturedOutput output) {
		try (TestService _ = TestService.start(argument)) {
			assertThat(output).contains("Listening on").doesNotContain("health at");
		}
	}

	@Test
	@Tag("process")
	void answersWithTls(@TempDir Path directory, CapturedOutput output) throws Exception {
		Path keyStore = directory.resolve("keys.p12");
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		assertThat(new ProcessBuilder(keytool, "-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname",
				"CN=localhost", "-ext", "san=dns:localhost", "-keystore", keyStore.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor()).isZero();
		try (TestService _ = TestService.start("--server.ssl.key-store=" + keyStore,
				"--server.ssl.key-store-password=" + PASSWORD);
				HttpClient web = HttpClient.newBuilder().sslContext(trusting(keyStore)).build()) {
			assertThat(output).contains("health at https://");
			assertThat(status(web, output)).isEqualTo(200);
		}
	}

	private static SSLContext trusting(Path keyStore) throws Exception {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private static int status(HttpClient web, CapturedOutput output) throws Exception {
		Matcher line = Pattern.compile("Listening on .*; health at (\\S+)").matcher(output.getOut());
		assertThat(line.find()).isTrue();
		return web.send(HttpRequest.newBuilder(URI.create(line.group(1))).build(), BodyHandlers.discarding())
			.statusCode();
	}

}
