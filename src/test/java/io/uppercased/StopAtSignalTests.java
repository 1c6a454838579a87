package io.uppercased;

import java.util.Collection;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** The handlers that run at a signal. */
class StopAtSignalTests {

	private final int before = handlers();

	@Test
	void aClosedContextLeavesNoHandler() {
		for (int i = 0; i < 3; i++) {
			ConfigurableApplicationContext context = application(Readiness.class).run();
			assertThat(handlers()).isEqualTo(this.before + 1);
			context.close();
		}
		assertThat(handlers()).isEqualTo(this.before);
	}

	@Test
	void aRestartedContextKeepsOneHandler() {
		try (ConfigurableApplicationContext context = application(Readiness.class).run()) {
			for (int i = 0; i < 3; i++) {
				context.stop();
				assertThat(handlers()).as("a signal closes a stopped context").isEqualTo(this.before + 1);
				context.start();
				assertThat(handlers()).isEqualTo(this.before + 1);
			}
			context.stop();
		}
		assertThat(handlers()).isEqualTo(this.before);
	}

	@Test
	void aFailedStartLeavesNoHandler() {
		assertThatException().isThrownBy(() -> application(FailingStart.class).run());
		assertThat(handlers()).isEqualTo(this.before);
	}

	private static SpringApplication application(Class<?> configuration) {
		SpringApplication application = new SpringApplication(configuration);
		application.setWebApplicationType(WebApplicationType.NONE);
		StopAtSignal.install(application);
		return application;
	}

	private static int handlers() {
		Collection<?> handlers = ReflectionTestUtils.invokeMethod(SpringApplication.getShutdownHandlers(),
				"getActions");
		return Objects.requireNonNull(handlers).size();
	}

	/** Fails before the service listens. */
	@Configuration(proxyBeanMethods = false)
	@Import(Readiness.class)
	static class FailingStart {

		@Bean
		SmartLifecycle failing() {
			return new SmartLifecycle() {

				@Override
				public void start() {
					throw new IllegalStateException("thrown by a test");
				}

				@Override
				public void stop() {
				}

				@Override
				public boolean isRunning() {
					return false;
				}

			};
		}

	}

}
