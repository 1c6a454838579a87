package io.uppercased.web;

import java.nio.file.FileSystemException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains why the web server does not start: its port is in use, or its directory is not
 * writable.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class WebServerFailureAnalyzer extends AbstractFailureAnalyzer<WebServerException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WebServerException cause) {
		if (cause instanceof PortInUseException portInUse) {
			return new FailureAnalysis("HTTP port %d is in use.".formatted(portInUse.getPort()),
					"Choose another with 'server.port'. A second service on this host needs two other ports: "
							+ "--udp.port=12001 --server.port=8082.",
					cause);
		}
		if (cause.getCause() instanceof FileSystemException) {
			return new FailureAnalysis(
					"The web server cannot write to %s.".formatted(System.getProperty("java.io.tmpdir")),
					"Choose a directory that it can write to: java -Djava.io.tmpdir=/dev/shm -jar …", cause);
		}
		return null;
	}

}
