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
 * Reserves threads of the web server for probes: other requests above a limit are
 * rejected, because slow clients could occupy all threads. A request body that no page
 * reads is not waited for.
 */
class ProbeReserve extends SemaphoreValve {

	private static final Set<String> READS = Set.of("GET", "HEAD");

	ProbeReserve(int maxOtherRequests) {
		setConcurrency(maxOtherRequests);
		setBlock(false);
		setHighConcurrencyStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		super.invoke(request, response);
		if (!request.isAsync()) {
			// First, because the action fails a response that is not finished.
			response.finishResponse();
			request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
		}
	}

	@Override
	public boolean controlConcurrency(Request request, Response response) {
		String path = request.getDecodedRequestURI();
		boolean isMalformed = path == null;
		return !isMalformed && !(READS.contains(request.getMethod()) && path.contains("/health"));
	}

}
