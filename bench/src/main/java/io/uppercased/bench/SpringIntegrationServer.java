package io.uppercased.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.dsl.Udp;

/**
 * The request/reply flow of Spring Integration's manual: a message for each datagram, the
 * reply sent to where the request came from through the socket that it came in on.
 */
@SpringBootApplication(proxyBeanMethods = false)
class SpringIntegrationServer {

	public static void main(String[] args) {
		SpringApplication.run(SpringIntegrationServer.class, args);
	}

	@Bean
	IntegrationFlow uppercase(@Value("${port}") int port) {
		return IntegrationFlow.from(Udp.inboundAdapter(port).id("inbound").soReceiveBufferSize(4 << 20))
			.transform(byte[].class, SpringIntegrationServer::uppercase)
			.handle(Udp.outboundAdapter("headers['ip_packetAddress']").socketExpression("@inbound.socket"))
			.get();
	}

	private static byte[] uppercase(byte[] message) {
		return new String(message, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
	}

}
