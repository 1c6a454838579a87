package io.uppercased.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.IntegrationFlowBuilder;
import org.springframework.integration.ip.dsl.Udp;

/**
 * The request/reply flow of Spring Integration's manual: a message for each datagram, the
 * reply sent to where the request came from through the socket that it came in on. With
 * {@code waits} each message waits behind an executor channel with virtual threads.
 */
@SpringBootApplication(proxyBeanMethods = false)
class SpringIntegrationServer {

	public static void main(String[] args) {
		SpringApplication.run(SpringIntegrationServer.class, args);
	}

	@Bean
	IntegrationFlow uppercase(@Value("${port}") int port, @Value("${waits:false}") boolean waits) {
		IntegrationFlowBuilder flow = IntegrationFlow
			.from(Udp.inboundAdapter(port).id("inbound").soReceiveBufferSize(4 << 20));
		if (waits) {
			flow.channel((channels) -> channels.executor(new VirtualThreadTaskExecutor()))
				.transform(byte[].class, SpringIntegrationServer::askBackend);
		}
		return flow.transform(byte[].class, SpringIntegrationServer::uppercase)
			.handle(Udp.outboundAdapter("headers['ip_packetAddress']").socketExpression("@inbound.socket"))
			.get();
	}

	private static byte[] askBackend(byte[] message) {
		try {
			Backend.ask(message[0]);
			return message;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] uppercase(byte[] message) {
		return new String(message, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
	}

}
