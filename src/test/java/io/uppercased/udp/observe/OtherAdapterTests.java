package io.uppercased.udp.observe;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.channel.NullChannel;
import org.springframework.integration.ip.udp.inbound.UnicastReceivingChannelAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A stock UDP adapter next to that of the service. */
@ReadsLog
class OtherAdapterTests {

	@Test
	void isNotMistakenForTheService(CapturedOutput output) {
		try (TestService service = TestService.startLibrary(StockAdapter.class); UdpClient client = service.client()) {
			UnicastReceivingChannelAdapter other = service.context()
				.getBean("stock", UnicastReceivingChannelAdapter.class);
			await().until(other::isListening);
			assertThat(client.exchange("hello")).isEqualTo("HELLO");
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("Listening on"))
				.singleElement()
				.asString()
				.contains("UDP port " + service.port());
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class StockAdapter {

		@Bean
		UnicastReceivingChannelAdapter stock() {
			UnicastReceivingChannelAdapter adapter = new UnicastReceivingChannelAdapter(0);
			adapter.setOutputChannel(new NullChannel());
			return adapter;
		}

	}

}
