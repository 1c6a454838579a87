package io.uppercased.udp.observe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.uppercased.udp.observe.UdpPage.Bytes;
import io.uppercased.udp.observe.UdpPage.Packets;
import io.uppercased.udp.observe.UdpPage.Rate;
import io.uppercased.udp.observe.UdpPage.Socket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UdpHistoryTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final AtomicLong clock = new AtomicLong();

	private UdpPage page = page(0, null);

	private final UdpHistory history = new UdpHistory(() -> this.page, this.clock::get);

	@Test
	void hasNoRateForATimeWithoutPages() {
		assertThat(this.history.rates()).isEmpty();
		pass(1, 0, 0L);
		assertThat(this.history.rates()).isEmpty();
		pass(1, 0, 0L);
		assertThat(this.history.rates()).containsOnlyKeys("1s");
		pass(9, 0, 0L);
		assertThat(this.history.rates()).containsOnlyKeys("1s", "10s");
		pass(50, 0, 0L);
		assertThat(this.history.rates()).containsOnlyKeys("1s", "10s", "60s");
	}

	@Test
	void computesRatesOverThreeTimes() {
		pass(51, 0, 0L);
		pass(9, 600, 6L);
		pass(1, 1200, 12L);
		assertThat(this.history.rates()).isEqualTo(Map.of("1s", rate(1200, 12.0), "10s",
				rate((9 * 600 + 1200) / 10.0, (9 * 6 + 12) / 10.0), "60s", rate((9 * 600 + 1200) / 60.0, 66 / 60.0)));
	}

	@Test
	void hasNoRateOfKernelDropsIfTheTransportDoesNotCountThem() {
		pass(2, 60, null);
		assertThat(this.history.rates()).containsEntry("1s", rate(60, null));
	}

	@Test
	void hasNoRateOfKernelDropsForATimeWithoutOpenSocket() {
		this.page = pageOf(0, List.of());
		this.history.take();
		pass(1, 0, 50_000L);
		assertThat(this.history.rates()).containsEntry("1s", rate(0, null));
		pass(1, 0, 3L);
		assertThat(this.history.rates()).containsEntry("1s", rate(0, 3.0));
		this.clock.addAndGet(SECOND);
		this.page = pageOf(0, List.of());
		this.history.take();
		assertThat(this.history.rates()).containsEntry("1s", rate(0, null));
	}

	@Test
	void computesRatesFromTheTimeAndNotFromTheNumberOfPages() {
		pass(5, 60, 0L);
		// Like a scheduler that catches up on missed runs.
		this.clock.addAndGet(4 * SECOND);
		this.page = page(this.page.packets().received() + 240, 0L);
		for (int i = 0; i < 4; i++) {
			this.history.take();
		}
		assertThat(this.history.rates()).containsEntry("1s", rate(60, 0.0));
	}

	// Half of the received datagrams are answered.
	private void pass(int seconds, long received, @Nullable Long drops) {
		for (int i = 0; i < seconds; i++) {
			this.clock.addAndGet(SECOND);
			Long before = this.page.sockets().isEmpty() ? null : this.page.sockets().getFirst().drops();
			this.page = page(this.page.packets().received() + received,
					(drops != null) ? ((before != null) ? before : 0) + drops : null);
			this.history.take();
		}
	}

	private static UdpPage page(long received, @Nullable Long drops) {
		return pageOf(received, List.of(new Socket("127.0.0.1", 12_000, "linux", 4_194_304, Set.of(), null, drops)));
	}

	private static UdpPage pageOf(long received, List<Socket> sockets) {
		return new UdpPage(Instant.EPOCH, sockets,
				new Packets(received, received / 2, 0, Map.of("malformed", received / 3, "oversize", received / 6), 0),
				new Bytes(received * 10, received * 5), null, null);
	}

	private static Rate rate(double received, @Nullable Double drops) {
		return new Rate(received, received / 2, 0, received / 2, drops, received * 10, received * 5);
	}

}
