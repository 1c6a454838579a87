package io.uppercased.web;

import java.io.IOException;
import java.util.Set;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.SemaphoreValve;
import org.apache.coyote.ActionCode;

import org.springframework.http.HttpStatus;

/**
 * Keeps threads of the web server for probes: others than those are refused while too
 * many are at work, or wait for a client that sends or reads slowly. Nobody waits for a
 * body that no page wants.
 */
class ProbesFirst extends SemaphoreValve {

	private static final Set<String> READS = Set.of("GET", "HEAD");

	/**
	 * Creates the valve.
	 * @param others how many requests that are no probes may be at work at once
	 */
	ProbesFirst(int others) {
		setConcurrency(others);
		setBlock(false);
		setHighConcurrencyStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		super.invoke(request, response);
		if (!request.isAsync()) {
			// First, for what follows makes a failure of what is not yet answered.
			response.finishResponse();
			request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
		}
	}

	@Override
	public boolean controlConcurrency(Request request, Response response) {
		String path = request.getDecodedRequestURI();
		boolean malformed = (path == null);
		return !malformed && !(READS.contains(request.getMethod()) && path.contains("/health"));
	}

}
