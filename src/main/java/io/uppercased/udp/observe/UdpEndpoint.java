package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.observe.UdpHistory.PastPage;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.scheduling.TaskScheduler;

/**
 * The {@code udp} actuator endpoint: the sockets and all counts on one page, as it is and
 * as it was.
 */
@Endpoint(id = "udp")
class UdpEndpoint {

	private final UdpIngress ingress;

	private final PacketMeters packetMeters;

	private final BurstMeters burstMeters;

	private final @Nullable TopSenders topSenders;

	private final UdpHistory history;

	@SuppressWarnings("FutureReturnValueIgnored") // the scheduler logs what is thrown
	UdpEndpoint(UdpIngress ingress, PacketMeters packetMeters, BurstMeters burstMeters, @Nullable TopSenders topSenders,
			TaskScheduler scheduler) {
		this.ingress = ingress;
		this.packetMeters = packetMeters;
		this.burstMeters = burstMeters;
		this.topSenders = topSenders;
		this.history = new UdpHistory(this::page, System::nanoTime);
		scheduler.scheduleWithFixedDelay(this.history::take, UdpHistory.PERIOD);
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

	@ReadOperation
	Overview udp() {
		return new Overview(page(), this.history.rates(), (this.topSenders != null) ? this.topSenders.summary() : null);
	}

	/**
	 * Returns the page as it is, without what takes longer to tell.
	 */
	UdpPage page() {
		List<UdpPage.Socket> sockets = this.ingress.transports().stream().map(UdpPage.Socket::of).toList();
		return new UdpPage(sockets, this.packetMeters.packets(), this.packetMeters.bytes(), this.burstMeters.summary());
	}

	/**
	 * Returns the page as it was.
	 * @param age how long ago at least, if the service is as old
	 */
	UdpPage before(Duration age) {
		return this.history.before(age);
	}

	/**
	 * The page as it is now, and what only the last minute tells.
	 *
	 * @param page the page
	 * @param rates what happened in a second of the last 1, 10 and 60
	 * @param topSenders who sends most, absent unless asked for
	 */
	@JsonInclude(Include.NON_NULL)
	record Overview(@JsonUnwrapped UdpPage page, Map<String, Rate> rates, TopSenders.@Nullable Summary topSenders) {
	}

}
