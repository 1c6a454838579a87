package io.uppercased.udp.flow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.TextTransformer;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Replies that become ready while others are sent. */
@Execution(ExecutionMode.CONCURRENT)
class LateRepliesTests {

	@Test
	void exchangesTimeOutWhileTheirThreadWouldAlwaysHaveAnotherReplyToSend() {
		try (TestService service = TestService.startLibrary(EndlessConfiguration.class, "--udp.transformer=endless",
				"--udp.reply-timeout=100ms"); UdpClient client = service.client()) {
			Endless endless = service.context().getBean(Endless.class);
			try (UdpClient other = service.client()) {
				endless.client = other;
				client.send("hang 1");
				await().until(() -> endless.sends > 1);
				client.send("hang 2");
				await().until(() -> service.dropped("timed_out") == 2);
				endless.client = null;
			}
			await()
				.untilAsserted(() -> assertThat(service.sent() + service.allDropped()).isEqualTo(service.received()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "linux", "nio" })
	void aReplyIsDroppedAndReportedWithItsSenderIfTheSocketIsClosed(String transport) throws IOException {
		try (TestService service = TestService.startLibrary(GateConfiguration.class, "--udp.transformer=gate",
				"--udp.reuse-port=true", "--udp.transport=" + transport); UdpClient client = service.client()) {
			Gate gate = service.context().getBean(Gate.class);
			client.send("wait a");
			gate.awaitStart("wait a");
			service.context().getBean(UdpIngress.class).reopen();
			gate.open("a");
			await().until(() -> service.dropped("send_failed") == 1);
			Queue<InetSocketAddress> senders = service.context().getBean(Unsent.class).senders;
			await().untilAsserted(() -> assertThat(senders).containsExactly(client.address()));
		}
	}

	@Import({ Gate.class, Unsent.class })
	static class GateConfiguration {

	}

	@TestComponent
	static final class Unsent implements BurstObserver {

		private final Queue<InetSocketAddress> senders = new ConcurrentLinkedQueue<>();

		@Override
		public void completed(Burst burst) {
			for (Datagram datagram : burst) {
				if (datagram.dropReason() == DropReason.SEND_FAILED) {
					this.senders.add(datagram.addresses().source());
				}
			}
		}

	}

	@Import(Endless.class)
	static class EndlessConfiguration {

	}

	/**
	 * Lets another exchange end while the thread that times exchanges out sends a reply,
	 * so that this thread finds another one to send.
	 */
	@TestComponent("endless")
	static final class Endless implements TextTransformer, BurstObserver {

		private final BlockingQueue<Thread> ending = new LinkedBlockingQueue<>();

		private volatile @Nullable UdpClient client;

		private volatile int sends;

		@Override
		public boolean waits() {
			return true;
		}

		@Override
		public String transform(String text) throws InterruptedException {
			if (text.startsWith("hang")) {
				Thread.sleep(Duration.ofDays(1));
			}
			this.ending.add(Thread.currentThread());
			return text;
		}

		@Override
		public void completed(Burst burst) {
		}

		@Override
		public void completedLater(Burst burst) {
			UdpClient other = this.client;
			if (other == null || !Thread.currentThread().getName().equals("udp-reply-timeout")) {
				return;
			}
			// The first time, more than are sent together; then as many.
			int count = (this.sends == 0) ? 40 : 16;
			try {
				for (int i = 0; i < count; i++) {
					other.send("another");
				}
				for (int i = 0; i < count; i++) {
					Thread another = this.ending.poll(5, TimeUnit.SECONDS);
					assertThat(another).isNotNull();
					another.join();
				}
				this.sends++;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
