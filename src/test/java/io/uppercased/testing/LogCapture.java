package io.uppercased.testing;

import io.uppercased.udp.background.BackgroundLog;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Spring Boot's capture of the output, except that reading it waits for the lines that
 * are still to be written in the background.
 */
public final class LogCapture
		implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private final OutputCaptureExtension capture = BeanUtils.instantiateClass(OutputCaptureExtension.class);

	@Override
	public void beforeAll(ExtensionContext context) throws Exception {
		this.capture.beforeAll(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) throws Exception {
		BackgroundLog.flush();
		this.capture.beforeEach(context);
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		this.capture.afterEach(context);
	}

	@Override
	public void afterAll(ExtensionContext context) throws Exception {
		this.capture.afterAll(context);
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return this.capture.supportsParameter(parameter, context);
	}

	@Override
	public CapturedOutput resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return new Flushed((CapturedOutput) this.capture.resolveParameter(parameter, context));
	}

	private record Flushed(CapturedOutput output) implements CapturedOutput {

		@Override
		public String getAll() {
			BackgroundLog.flush();
			return this.output.getAll();
		}

		@Override
		public String getOut() {
			BackgroundLog.flush();
			return this.output.getOut();
		}

		@Override
		public String getErr() {
			BackgroundLog.flush();
			return this.output.getErr();
		}

		@Override
		public String toString() {
			return getAll();
		}

	}

}
