package io.uppercased.udp.observe;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.uppercased.testing.ReadsLog;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.nio.NioTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

@ReadsLog
class DropLogTests {

	private final AtomicLong clock = new AtomicLong();

	private final DropLog dropLog = new DropLog(this.clock::get);

	private UdpTransport transport;

	private UdpClient client;

	@BeforeEach
	void open() throws IOException {
		this.transport = NioTransport.open(TestSettings.builder()
			.address(InetAddress.ofLiteral("127.0.0.1"))
			.receiveBuffer(65_536)
			.burstSize(8)
			.maxPayload(100)
			.build());
		this.client = UdpClient.connected("127.0.0.1", this.transport.localAddress().getPort());
		setLevel(LogLevel.INFO);
	}

	@AfterEach
	void close() {
		this.client.close();
		this.transport.close();
		setLevel(null);
	}

	@Test
	void logsAtMostOneLineForEachReasonAndInterval(CapturedOutput output) throws IOException {
		for (int i = 0; i < 1000; i++) {
			drop(DropReason.MALFORMED);
		}
		drop(DropReason.OVERSIZE);
		assertThat(output.getOut().lines()).hasSize(2)
			.anyMatch((line) -> line.contains("Dropped 1 datagram: malformed") && line.contains(sender()))
			.anyMatch((line) -> line.contains("Dropped 1 datagram: oversize"));
	}

	@Test
	void logsTheNumberSinceTheLastLine(CapturedOutput output) throws IOException {
		for (int i = 0; i < 1000; i++) {
			drop(DropReason.MALFORMED);
		}
		this.clock.addAndGet(Duration.ofSeconds(10).toNanos());
		drop(DropReason.MALFORMED);
		assertThat(output.getOut().lines()).hasSize(2).last().asString().contains("Dropped 1000 datagrams: malformed");
	}

	@Test
	void logsTheNumberEvenIfNoOtherDropFollows(CapturedOutput output) throws IOException {
		for (int i = 0; i < 1000; i++) {
			drop(DropReason.MALFORMED);
		}
		this.dropLog.logDue();
		assertThat(output.getOut().lines()).hasSize(1);
		this.clock.addAndGet(Duration.ofSeconds(10).toNanos());
		this.dropLog.logDue();
		this.dropLog.logDue();
		assertThat(output.getOut().lines()).hasSize(2).last().asString().contains("Dropped 999 datagrams: malformed");
	}

	@Test
	void logsTheRestWhenItIsClosed(CapturedOutput output) throws IOException {
		for (int i = 0; i < 3; i++) {
			drop(DropReason.OVERSIZE);
		}
		this.dropLog.close();
		this.dropLog.close();
		assertThat(output.getOut().lines()).hasSize(2).last().asString().contains("Dropped 2 datagrams: oversize");
	}

	@Test
	void logsWhyTheKernelRefusedAReply(CapturedOutput output) throws IOException {
		this.client.send("text");
		Burst burst = this.transport.receive();
		this.transport.close();
		burst.forEachReceived((datagram) -> datagram.reply(ByteBuffer.allocate(1)));
		burst.send();
		this.dropLog.completed(burst);
		assertThat(output.getOut().lines()).singleElement()
			.asString()
			.contains("send_failed", sender() + ": " + burst.sendFailure());
	}

	@Test
	void logsEachDropAtDebugLevel(CapturedOutput output) throws IOException {
		setLevel(LogLevel.DEBUG);
		for (int i = 0; i < 3; i++) {
			drop(DropReason.MALFORMED);
		}
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("DEBUG"))
			.hasSize(3)
			.allMatch((line) -> line.contains("Dropped 4 bytes from " + sender()) && line.contains("malformed"));
	}

	private String sender() {
		return "/127.0.0.1:" + this.client.address().getPort();
	}

	private void drop(DropReason reason) throws IOException {
		this.client.send("text");
		Burst burst = this.transport.receive();
		burst.dropRest(reason);
		this.dropLog.completed(burst);
	}

	private static void setLevel(@Nullable LogLevel level) {
		LoggingSystem.get(DropLogTests.class.getClassLoader()).setLogLevel(DropLog.class.getName(), level);
	}

}
