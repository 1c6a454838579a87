package io.uppercased.view;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.uppercased.testing.TestService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.RequestBodySpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the live view answers over HTTP.
 */
@TestInstance(Lifecycle.PER_CLASS)
class LiveViewTests {

	private TestService service;

	@BeforeAll
	void start() {
		this.service = TestService.start("--udp.live-view.send=true", "--udp.max-payload=100B");
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	@ParameterizedTest
	@CsvSource({ "/, text/html", "/live-view/view.css, text/css", "/live-view/view.js, text/javascript",
			"/live-view/plot.js, text/javascript" })
	void allowsOnlyItsOwnContent(String path, String type) {
		web(this.service).get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(type)
			.expectHeader()
			.valueEquals("X-Content-Type-Options", "nosniff")
			.expectHeader()
			.valueEquals("Referrer-Policy", "no-referrer")
			.expectHeader()
			.valueEquals("Content-Security-Policy",
					"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
							+ "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
							+ "require-trusted-types-for 'script'")
			.expectBody(String.class)
			.value((body) -> assertThat(body).isNotBlank().doesNotContain("{{"));
		web(this.service).head().uri(path).exchange().expectStatus().isOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/view.html", "/live-view/", "/live-view/view.html", "/live-view/LiveView.class",
			"/live-view/..%2fview.html" })
	void servesNothingElse(String path) {
		assertThat(web(this.service).get().uri(path).exchange().returnResult().getStatus().is4xxClientError()).isTrue();
	}

	@Test
	void isMissingWhenSwitchedOff() {
		try (TestService off = TestService.start("--udp.live-view.enabled=off", "--udp.live-view.send=true")) {
			for (String path : List.of("/", "/live-view/view.css", "/live-view/view.js", "/live-view/plot.js")) {
				web(off).get().uri(path).exchange().expectStatus().isNotFound();
			}
			assertThat(send(off, "hello")).isEqualTo(HttpStatus.NOT_FOUND);
		}
	}

	@Test
	void sendsNoMessageByDefault() {
		try (TestService quiet = TestService.start()) {
			assertThat(page(quiet)).contains("data-send=\"false\"");
			assertThat(send(quiet, "hello")).isEqualTo(HttpStatus.NOT_FOUND);
			assertThat(quiet.received()).isZero();
		}
	}

	@Test
	void readsTheEndpointsUnderTheirBasePath() {
		assertThat(page(this.service)).contains("data-actuator=\"./actuator\"");
		try (TestService moved = TestService.start("--management.endpoints.web.base-path=/a\"b/")) {
			assertThat(page(moved)).contains("data-actuator=\"./a&quot;b\"");
		}
	}

	@ParameterizedTest
	@CsvSource({ "straße, STRASSE", "'', ''" })
	void sendsAMessageByUdpAndShowsTheReply(String message, String reply) {
		double received = this.service.received();
		post(this.service, message).header("Sec-Fetch-Site", "same-origin")
			.header("Origin", "http://localhost:" + this.service.webPort())
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("text/plain;charset=UTF-8")
			.expectBody(byte[].class)
			.value((body) -> assertThat((body != null) ? body : new byte[0])
				.isEqualTo(reply.getBytes(StandardCharsets.UTF_8)));
		await().untilAsserted(() -> assertThat(this.service.received()).isEqualTo(received + 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "--udp.address=0.0.0.0", "--udp.address=::" })
	void reachesTheServiceOnAnyAddress(String argument) {
		try (TestService other = TestService.start("--udp.live-view.send=true", argument)) {
			assertThat(send(other, "hello")).isEqualTo(HttpStatus.OK);
		}
	}

	@Test
	void reportsAMissingReply() {
		double malformed = this.service.dropped("malformed");
		RequestBodySpec request = web(this.service).post().uri("/live-view/send");
		request.header("Content-Type", "application/octet-stream")
			.body(new byte[] { (byte) 0xff })
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.GATEWAY_TIMEOUT)
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains("No reply within 1 s", "udp.allowed-sources"));
		assertThat(this.service.dropped("malformed")).isEqualTo(malformed + 1);
	}

	@Test
	void sendsOneMessageAtATime() {
		double malformed = this.service.dropped("malformed");
		CompletableFuture<Void> first = CompletableFuture.runAsync(this::reportsAMissingReply);
		await().until(() -> this.service.dropped("malformed") > malformed);
		assertThat(send(this.service, "hello")).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
		assertThat(first).succeedsWithin(Duration.ofSeconds(10));
		assertThat(send(this.service, "hello")).isEqualTo(HttpStatus.OK);
	}

	@Test
	void rejectsAMessageThatIsTooLong() {
		assertThat(send(this.service, "a".repeat(100))).isEqualTo(HttpStatus.OK);
		assertThat(send(this.service, "a".repeat(101))).isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
		assertThat(this.service.dropped("oversize")).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "Sec-Fetch-Site, cross-site", "Sec-Fetch-Site, same-site", "Origin, http://example.org",
			"Origin, null", "Origin, http://localhost:1" })
	void refusesRequestsFromOtherSites(String header, String value) {
		post(this.service, "hello").header(header, value).exchange().expectStatus().isForbidden();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a" })
	void refusesRequestsThatAFormCanPost(String type) {
		web(this.service).post()
			.uri("/live-view/send")
			.header("Content-Type", type)
			.body("hello".getBytes(StandardCharsets.UTF_8))
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
	}

	private static String page(TestService service) {
		String page = web(service).get().uri("/").exchange().expectBody(String.class).returnResult().getResponseBody();
		return (page != null) ? page : "";
	}

	private static Object send(TestService service, String message) {
		return post(service, message).exchange().returnResult().getStatus();
	}

	private static RequestBodySpec post(TestService service, String message) {
		RequestBodySpec request = web(service).post().uri("/live-view/send");
		request.header("Content-Type", "application/octet-stream").body(message.getBytes(StandardCharsets.UTF_8));
		return request;
	}

	private static RestTestClient web(TestService service) {
		return RestTestClient.bindToServer().baseUrl("http://localhost:" + service.webPort()).build();
	}

}
