package io.uppercased.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.TransportSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.http.HttpStatus;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.RequestBodySpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the live view answers over HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the counts of LiveViewTests")
class LiveViewTests {

	private TestService service;

	private RestTestClient web;

	@BeforeAll
	void start() {
		this.service = TestService.start("--udp.live-view.send=true", "--udp.max-payload=100B",
				"--management.endpoints.web.base-path=/a\"b/");
		this.web = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.service.webPort()).build();
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	@ParameterizedTest
	@CsvSource({ "/, text/html", "/live-view/view.css, text/css", "/live-view/view.js, text/javascript",
			"/live-view/plot.js, text/javascript" })
	void allowsOnlyItsOwnContent(String path, String type) {
		this.web.get()
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
		this.web.head().uri(path).exchange().expectStatus().isOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/view.html", "/live-view/", "/live-view/view.html", "/live-view/LiveView.class",
			"/live-view/..%2fview.html" })
	void servesNothingElse(String path) {
		assertThat(this.web.get().uri(path).exchange().returnResult().getStatus().is4xxClientError()).isTrue();
	}

	@Test
	void isMissingWhenSwitchedOff() throws IOException {
		RestTestClient off = routes(this.service, "udp.live-view.enabled=off", "udp.live-view.send=true");
		for (String path : List.of("/", "/live-view/view.css", "/live-view/view.js", "/live-view/plot.js")) {
			off.get().uri(path).exchange().expectStatus().isNotFound();
		}
		assertThat(send(off, "hello")).isEqualTo(HttpStatus.NOT_FOUND);
	}

	@Test
	void sendsNoMessageByDefault() throws IOException {
		RestTestClient quiet = routes(this.service);
		assertThat(page(quiet)).contains("data-send=\"false\"");
		assertThat(send(quiet, "hello")).isEqualTo(HttpStatus.NOT_FOUND);
	}

	@Test
	void readsTheEndpointsUnderTheirBasePath() {
		assertThat(page(this.web)).contains("data-actuator=\"./a&quot;b\"");
	}

	@ParameterizedTest
	@CsvSource({ "straße, STRASSE", "'', ''" })
	void sendsAMessageByUdpAndShowsTheReply(String message, String reply) {
		double received = this.service.received();
		post(this.web, message).header("Sec-Fetch-Site", "same-origin")
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
	void reachesTheServiceOnAnyAddress(String argument) throws IOException {
		try (TestService other = TestService.startLibrary(argument)) {
			assertThat(send(routes(other, "udp.live-view.send=true"), "hello")).isEqualTo(HttpStatus.OK);
		}
	}

	@Test
	void reportsAMissingReplyAndSendsNoOtherMessageMeanwhile() {
		double malformed = this.service.dropped("malformed");
		CompletableFuture<Void> first = CompletableFuture.runAsync(() -> post(this.web, (byte) 0xff).exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.GATEWAY_TIMEOUT)
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains("No reply within 1 s", "udp.allowed-sources")));
		await().until(() -> this.service.dropped("malformed") > malformed);
		assertThat(send(this.web, "hello")).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
		assertThat(first).succeedsWithin(Duration.ofSeconds(10));
		assertThat(send(this.web, "hello")).isEqualTo(HttpStatus.OK);
		assertThat(this.service.dropped("malformed")).isEqualTo(malformed + 1);
	}

	@Test
	void rejectsAMessageThatIsTooLong() {
		assertThat(send(this.web, "a".repeat(100))).isEqualTo(HttpStatus.OK);
		assertThat(send(this.web, "a".repeat(101))).isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
		assertThat(this.service.dropped("oversize")).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "Sec-Fetch-Site, cross-site", "Sec-Fetch-Site, same-site", "Origin, http://example.org",
			"Origin, null", "Origin, http://localhost:1" })
	void refusesRequestsFromOtherSites(String header, String value) {
		post(this.web, "hello").header(header, value).exchange().expectStatus().isForbidden();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a" })
	void refusesRequestsThatAFormCanPost(String type) {
		this.web.post()
			.uri("/live-view/send")
			.header("Content-Type", type)
			.body("hello".getBytes(StandardCharsets.UTF_8))
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
	}

	/**
	 * Returns a client of the routes alone, with these properties and the defaults of the
	 * others.
	 */
	private static RestTestClient routes(TestService service, String... properties) throws IOException {
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(properties).applyTo(environment);
		LiveView liveView = Binder.get(environment).bindOrCreate("udp.live-view", LiveView.class);
		return RestTestClient
			.bindToRouterFunction(new LiveViewConfiguration().liveViewRoutes(liveView,
					service.context().getBean(TransportSettings.class), service.context().getBean(UdpIngress.class),
					"/actuator", "uppercased"))
			.build();
	}

	private static String page(RestTestClient web) {
		String page = web.get().uri("/").exchange().expectBody(String.class).returnResult().getResponseBody();
		return (page != null) ? page : "";
	}

	private static Object send(RestTestClient web, String message) {
		return post(web, message).exchange().returnResult().getStatus();
	}

	private static RequestBodySpec post(RestTestClient web, String message) {
		return post(web, message.getBytes(StandardCharsets.UTF_8));
	}

	private static RequestBodySpec post(RestTestClient web, byte... message) {
		RequestBodySpec request = web.post().uri("/live-view/send");
		request.header("Content-Type", "application/octet-stream").body(message);
		return request;
	}

}
