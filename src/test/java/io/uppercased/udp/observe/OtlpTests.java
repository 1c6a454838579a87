package io.uppercased.udp.observe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.otlp.OtlpMetricsExportAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The service and an OpenTelemetry collector. */
@Execution(ExecutionMode.CONCURRENT)
class OtlpTests {

	private final List<ResourceMetrics> collected = new CopyOnWriteArrayList<>();

	private HttpServer collector;

	@BeforeEach
	void startCollector() throws IOException {
		this.collector = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
		this.collector.createContext("/v1/metrics", this::collect);
		this.collector.start();
	}

	@AfterEach
	void stopCollector() {
		this.collector.stop(0);
	}

	private void collect(HttpExchange exchange) throws IOException {
		this.collected
			.addAll(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()).getResourceMetricsList());
		exchange.sendResponseHeaders(200, -1);
		exchange.close();
	}

	@Test
	void metersAreSentToACollectorByConfigurationAlone() {
		String url = "http://127.0.0.1:%d/v1/metrics".formatted(this.collector.getAddress().getPort());
		try (TestService service = TestService.startLibrary(Export.class,
				"--management.otlp.metrics.export.enabled=true", "--management.otlp.metrics.export.url=" + url,
				"--management.otlp.metrics.export.step=100ms"); UdpClient client = service.client()) {
			for (int i = 0; i < 3; i++) {
				client.exchange("hello");
			}
			await().untilAsserted(() -> assertThat(this.collected).anySatisfy((metrics) -> {
				assertThat(value(metrics, "udp.packets.received")).isEqualTo(3);
				assertThat(value(metrics, "udp.bytes.sent")).isEqualTo(3 * "HELLO".length());
				assertThat(metrics.getResource().getAttributesList()).anySatisfy((attribute) -> {
					assertThat(attribute.getKey()).isEqualTo("service.name");
					assertThat(attribute.getValue().getStringValue()).isEqualTo("uppercased");
				});
			}));
		}
	}

	private static double value(ResourceMetrics metrics, String name) {
		return metrics.getScopeMetrics(0)
			.getMetricsList()
			.stream()
			.filter((metric) -> metric.getName().equals(name))
			.map(Metric::getSum)
			.mapToDouble((sum) -> sum.getDataPoints(0).getAsDouble())
			.sum();
	}

	@ImportAutoConfiguration(OtlpMetricsExportAutoConfiguration.class)
	static class Export {

	}

}
