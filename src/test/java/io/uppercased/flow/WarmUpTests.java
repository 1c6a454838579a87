package io.uppercased.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.transform.PayloadTransformer;
import io.uppercased.transport.Burst;
import io.uppercased.transport.Datagram.State;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

class WarmUpTests {

	@Test
	void itsMessagesPassThroughTheFlowUnseenByTransformerRateLimitAndMeters() {
		try (TestService service = TestService.start(Watched.class, "--udp.transformer=watched",
				"--udp.rate-limit.per-source=1")) {
			ConfigurableApplicationContext context = service.context();
			List<State> states = new ArrayList<>();
			context.getBean("bursts", DirectChannel.class).addInterceptor(new ChannelInterceptor() {

				@Override
				public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
					((Burst) message.getPayload()).forEach((datagram) -> states.add(datagram.state()));
				}

			});
			context.getBean(WarmUp.class).run();
			assertThat(states).hasSizeGreaterThan(5000).containsOnly(State.SENT);
			assertThat(context.getBean(AtomicInteger.class)).hasValue(0);
			for (String meter : List.of("received", "sent", "dropped", "over.limit")) {
				assertThat(context.getBean(MeterRegistry.class).get("udp.packets." + meter).functionCounters())
					.extracting(FunctionCounter::count)
					.containsOnly(0.0);
			}
		}
	}

	@Test
	void aServiceThatCannotWarmUpStartsAllTheSame() {
		assertThatNoException().isThrownBy(() -> new WarmUp((settings) -> {
			throw new IOException("thrown by a test");
		}, new DirectChannel()).run());
	}

	@TestConfiguration
	static class Watched {

		@Bean
		AtomicInteger transformed() {
			return new AtomicInteger();
		}

		@Bean
		PayloadTransformer watched(AtomicInteger transformed) {
			return (message, exchange) -> {
				transformed.incrementAndGet();
				return message;
			};
		}

	}

}
