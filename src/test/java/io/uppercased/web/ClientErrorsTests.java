package io.uppercased.web;

import java.io.IOException;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients of the web server can do to the log. */
@TestInstance(Lifecycle.PER_CLASS)
@ReadsLog
class ClientErrorsTests {

	private TestService service;

	@BeforeAll
	void start() {
		this.service = TestService.start("--udp.live-view.send=true");
		// The first request initializes the servlet.
		RestClient.create().get().uri("http://localhost:{port}/", this.service.webPort()).retrieve().toBodilessEntity();
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET /actuator/health?%ff=1, 400", "GET /actuator/metrics?tag=%ff, 400", "POST /actuator/health, 405",
			"FOO /actuator/health, 405", "GET /nowhere, 404", "GET /%zz, 400", "G(T /, 400",
			"'GET /actuator/health HTTP/1.1\r\nAccept: image/png', 406",
			"'GET /nowhere HTTP/1.1\r\nAccept: ///;;', 404",
			"'GET /actuator/health HTTP/1.1\r\nContent-Type: a/b;charset=c', 415",
			"'POST /live-view/send HTTP/1.1\r\nContent-Type: ///', 415",
			"'POST /live-view/send HTTP/1.1\r\nOrigin: http://b\r\nContent-Type: application/octet-stream', 403" })
	void logsNoErrorsOfClients(String request, int status, CapturedOutput output) throws IOException {
		String start = request.contains("HTTP/1.1") ? request : request + " HTTP/1.1";
		String before = output.getAll();
		assertThat(WebAbuseTests.status(this.service.webPort(), start)).isEqualTo(status);
		assertThat(output.getAll()).isEqualTo(before);
	}

}
