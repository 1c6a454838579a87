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
 * Reserves threads of the web server for probes: rejects other requests above a limit,
 * because slow clients could occupy all threads. Does not wait for a request body that no
 * page reads.
 */
class ProbeReserve extends SemaphoreValve {

	ProbeReserve(int maxOtherRequests) {
		setConcurrency(maxOtherRequests);
		setBlock(false);
		setHighConcurrencyStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		super.invoke(request, response);
		if (!request.isAsync()) {
			// Finish first: the action would make an unfinished response fail.
			response.finishResponse();
			request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
		}
	}

	@Override
	public boolean controlConcurrency(Request request, Response response) {
		String path = request.getDecodedRequestURI();
		// A malformed request has no path, and is answered at once.
		return path != null && !(path.contains("/health") && Set.of("GET", "HEAD").contains(request.getMethod()));
	}

}
