package io.uppercased;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.otlp.OtlpMetricsExportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ReadsLog
class OtlpFailureLogTests {

	@Test
	void aCollectorThatFailsIsLoggedInOneLine(CapturedOutput output) throws IOException {
		AtomicInteger requests = new AtomicInteger();
		HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
		collector.createContext("/v1/metrics", (exchange) -> {
			requests.incrementAndGet();
			exchange.sendResponseHeaders(503, -1);
			exchange.close();
		});
		collector.start();
		String url = "http://127.0.0.1:%d/v1/metrics".formatted(collector.getAddress().getPort());
		try (TestService _ = TestService.startLibrary(Otlp.class, "--management.otlp.metrics.export.enabled=true",
				"--management.otlp.metrics.export.url=" + url, "--management.otlp.metrics.export.step=20ms")) {
			await().until(() -> requests.get() >= 5);
		}
		finally {
			collector.stop(0);
		}
		assertThat(output.getOut().lines()).filteredOn((line) -> !line.contains(" INFO "))
			.singleElement()
			.asString()
			.contains("Cannot send metrics to " + url, "503", "'management.otlp.metrics.export.url'");
	}

	@ImportAutoConfiguration(OtlpMetricsExportAutoConfiguration.class)
	@Import(OtlpFailureLog.class)
	static final class Otlp {

	}

}
