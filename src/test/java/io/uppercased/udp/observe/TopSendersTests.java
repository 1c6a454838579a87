package io.uppercased.udp.observe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.uppercased.testing.TestService;
import io.uppercased.udp.observe.TopSenders.Sender;
import io.uppercased.udp.observe.TopSenders.Summary;
import io.uppercased.udp.testing.TestDatagram;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Addresses;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import org.apache.datasketches.frequencies.FrequentLongsSketch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Forges senders by the hundred thousand, without a socket. */
@Execution(ExecutionMode.CONCURRENT)
class TopSendersTests {

	private final AtomicLong clock = new AtomicLong();

	private final TopSenders topSenders = new TopSenders(2, this.clock::get);

	@Test
	void reportsWhoSentMostAndTheOutcomes() {
		send(answered("192.0.2.1"), 1);
		send(dropped("192.0.2.2", DropReason.MALFORMED), 2);
		send(dropped("192.0.2.3", DropReason.RATE_LIMITED), 3);
		send(answered("192.0.2.3"), 2);
		this.clock.addAndGet(Duration.ofSeconds(4).toNanos());
		assertThat(this.topSenders.summary()).isEqualTo(
				new Summary(4, 8, List.of(new Sender("192.0.2.3", 5, 0.625, 0, 2, 0, Map.of("rate_limited", 3L), 0),
						new Sender("192.0.2.2", 2, 0.25, 0, 0, 0, Map.of("malformed", 2L), 0))));
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.255, 192.0.2.255", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64", "2001:db8::1, 2001:db8::/64",
			"2001:db8:0:10::1, 2001:db8:0:10::/64", "fe80::1, fe80::/64", "::1, ::/64",
			"0:ffff:c000:201::1, 0:ffff:c000:201::/64" })
	void namesAnIpv6SenderByItsSubnet(String source, String name) {
		send(answered(source), 1);
		assertThat(this.topSenders.summary().senders()).extracting(Sender::address).containsExactly(name);
	}

	@Test
	void doesNotDependOnWhichDatagramIsFirstInABurst() {
		Burst burst = TestDatagram.burst(answered("192.0.2.1"), answered("192.0.2.2"), answered("192.0.2.2"),
				answered("192.0.2.2"));
		for (int i = 0; i < 10_000; i++) {
			this.topSenders.completed(burst);
		}
		assertThat(this.topSenders.summary().datagrams()).isEqualTo(40_000);
		Sender most = this.topSenders.summary().senders().getFirst();
		assertThat(most.address()).isEqualTo("192.0.2.2");
		assertThat(most.shareError()).isBetween(0.016, 0.018);
		// The true standard error is a quarter of that, so this does not fail by chance.
		assertThat(most.share()).isCloseTo(0.75, within(most.shareError()));
	}

	@Test
	void omitsSendersThatMayBeThereByChance() {
		ForgedDatagram forged = new ForgedDatagram();
		Burst burst = new ForgedBurst(forged, 64);
		for (int i = 0; i < 100; i++) {
			forged.addresses.number = i;
			this.topSenders.completed(burst);
		}
		assertThat(this.topSenders.summary().senders()).isEmpty();
	}

	@Test
	void findsOneRealSenderAmongManyForgedOnesWithinTheReportedError() {
		ForgedDatagram forged = new ForgedDatagram();
		Burst burst = new ForgedBurst(forged, 1);
		Burst honest = TestDatagram.burst(answered("192.0.2.1"));
		for (int i = 0; i < 200_000; i++) {
			forged.addresses.number = i;
			this.topSenders.completed((i % 100 == 0) ? honest : burst);
		}
		assertThat(this.topSenders.summary().senders()).extracting(Sender::address).containsExactly("192.0.2.1");
		Sender found = this.topSenders.summary().senders().getFirst();
		assertThat(found.shareError()).as("some are forgotten")
			.isPositive()
			.isLessThan(FrequentLongsSketch.getEpsilon(TopSenders.PLACES));
		assertThat(found.share()).isBetween(0.01 - found.shareError(), 0.01);
	}

	@Test
	void coversTheLastMinuteOrSo() {
		send(answered("192.0.2.1"), 1);
		this.clock.addAndGet(TopSenders.TURN.toNanos());
		send(answered("192.0.2.2"), 1);
		assertThat(this.topSenders.summary().senders()).hasSize(2);
		this.clock.addAndGet(TopSenders.TURN.toNanos());
		assertThat(this.topSenders.summary().senders()).extracting(Sender::address).containsExactly("192.0.2.2");
		assertThat(this.topSenders.summary().seconds()).isEqualTo(45);
		this.clock.addAndGet(2 * TopSenders.TURN.toNanos());
		assertThat(this.topSenders.summary()).isEqualTo(new Summary(0, 0, List.of()));
	}

	@Test
	void showsWhomARateLimitWouldAffectWhileItOnlyReports() {
		try (TestService service = TestService.startLibrary("--udp.top-senders=1", "--udp.rate-limit.per-source=1",
				"--udp.rate-limit.report-only=true"); UdpClient client = service.client()) {
			for (int i = 0; i < 3; i++) {
				client.exchange("hello");
			}
			TopSenders top = service.context().getBean(TopSenders.class);
			await().untilAsserted(() -> assertThat(top.summary().senders()).singleElement()
				.returns("127.0.0.1", Sender::address)
				.returns(3L, Sender::sent)
				.returns(2L, Sender::overLimit));
			assertThat(service.overLimit()).isEqualTo(2);
		}
	}

	private void send(TestDatagram datagram, int times) {
		for (int i = 0; i < times; i++) {
			this.topSenders.completed(TestDatagram.burst(datagram));
		}
	}

	private static TestDatagram answered(String source) {
		return new TestDatagram(source, 40_000, 12_000).answered();
	}

	private static TestDatagram dropped(String source, DropReason reason) {
		TestDatagram datagram = new TestDatagram(source, 40_000, 12_000);
		datagram.drop(reason);
		return datagram;
	}

	/** A datagram whose IPv4 sender is a number. */
	private static final class ForgedDatagram extends Datagram {

		private final ForgedAddresses addresses;

		private ForgedDatagram() {
			ForgedAddresses addresses = new ForgedAddresses();
			super(ByteBuffer.allocate(MAX_PAYLOAD), addresses);
			this.addresses = addresses;
			received(0, 0);
			drop(DropReason.MALFORMED);
		}

	}

	private static final class ForgedAddresses extends Addresses {

		private int number;

		@Override
		public long sourceHigh() {
			return 0;
		}

		@Override
		public long sourceLow() {
			return mapped(this.number);
		}

		@Override
		public int sourcePort() {
			return 40_000;
		}

		@Override
		public InetSocketAddress source() {
			throw new UnsupportedOperationException();
		}

		@Override
		public InetSocketAddress localAddress() {
			throw new UnsupportedOperationException();
		}

		@Override
		protected Addresses copy() {
			throw new UnsupportedOperationException();
		}

		@Override
		protected void copyFrom(Addresses other) {
			throw new UnsupportedOperationException();
		}

	}

	/** A burst that contains one forged datagram several times. */
	private static final class ForgedBurst extends Burst {

		private ForgedBurst(ForgedDatagram datagram, int size) {
			super(Collections.nCopies(size, datagram));
			received(size, 0);
		}

		@Override
		public void send() {
		}

		@Override
		public @Nullable IOException sendFailure() {
			return null;
		}

	}

}
