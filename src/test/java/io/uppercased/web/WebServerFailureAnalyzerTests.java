package io.uppercased.web;

import java.nio.file.NoSuchFileException;

import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.WebServerException;

import static org.assertj.core.api.Assertions.assertThat;

class WebServerFailureAnalyzerTests {

	@Test
	void explainsThatTheWebServerCannotWrite() {
		WebServerException failure = new WebServerException("any", new NoSuchFileException("/proc/none/tomcat"));
		FailureAnalysis analysis = new WebServerFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.isEqualTo("The web server cannot write to " + System.getProperty("java.io.tmpdir") + ".");
		assertThat(analysis.getAction()).contains("-Djava.io.tmpdir=");
	}

	@Test
	void ignoresOtherFailures() {
		WebServerException failure = new WebServerException("any", new IllegalStateException());
		assertThat(new WebServerFailureAnalyzer().analyze(failure)).isNull();
	}

}
