package io.uppercased.udp.observe;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.uppercased.udp.observe.UdpHistory.PastPage;
import io.uppercased.udp.observe.UdpPage.Rate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The {@code udp} actuator endpoint: the page with the rates of the last minute, and at
 * {@code udp/history} the pages of the last five minutes.
 */
@Endpoint(id = "udp")
record UdpEndpoint(UdpHistory history, @Nullable TopSenders topSenders) {

	@ReadOperation
	Overview udp() {
		return new Overview(this.history.now(), this.history.rates(),
				(this.topSenders != null) ? this.topSenders.summary() : null);
	}

	@ReadOperation
	@Nullable List<PastPage> part(@Selector String part) {
		return part.equals("history") ? this.history.pages() : null;
	}

	@JsonInclude(Include.NON_NULL)
	record Overview(@JsonUnwrapped UdpPage page, Map<String, Rate> rates, TopSenders.@Nullable Summary topSenders) {
	}

}
