package io.uppercased.udp.observe;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.uppercased.udp.observe.UdpHistory.PastPage;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The {@code udp} actuator endpoint: the page, and the pages of the last five minutes.
 */
@Endpoint(id = "udp")
final class UdpEndpoint {

	private final PageReader page;

	private final UdpHistory history;

	private final @Nullable TopSenders topSenders;

	UdpEndpoint(PageReader page, UdpHistory history, @Nullable TopSenders topSenders) {
		this.page = page;
		this.history = history;
		this.topSenders = topSenders;
	}

	@ReadOperation
	Overview udp() {
		return new Overview(this.page.read(), this.history.rates(),
				(this.topSenders != null) ? this.topSenders.summary() : null);
	}

	/**
	 * Returns the pages of the last five minutes.
	 * @param part {@code history}
	 * @return one for each second, oldest first, or {@code null} for another part
	 */
	@ReadOperation
	@Nullable List<PastPage> part(@Selector String part) {
		return part.equals("history") ? this.history.pages() : null;
	}

	/**
	 * The page of this moment, and what follows from the last minute.
	 *
	 * @param page the page
	 * @param rates what happened in a second of the last 1, 10 and 60
	 * @param topSenders who sends most, absent unless asked for
	 */
	@JsonInclude(Include.NON_NULL)
	record Overview(@JsonUnwrapped UdpPage page, Map<String, Rate> rates, TopSenders.@Nullable Summary topSenders) {
	}

}
