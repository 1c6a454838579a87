package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;

import io.uppercased.udp.testing.SeccompFilter;
import io.uppercased.udp.testing.SeccompFilter.Call;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/** What the kernel reports of a socket: drops and queued bytes. */
@EnabledOnOs(OS.LINUX)
@Isolated("measures the heap")
class KernelDropsTests {

	@Test
	@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
	void doesNotCountDropsIfTheKernelRefusesToReportThem() throws IOException {
		UdpTransport denied = SeccompFilter.without(Call.SO_MEMINFO, 92, () -> {
			try {
				return open();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		assertThat(denied.capabilities()).doesNotContain(Capability.KERNEL_DROPS);
		denied.close();
		try (UdpTransport transport = open()) {
			assertThat(transport.capabilities()).contains(Capability.KERNEL_DROPS);
		}
	}

	@Test
	void countsWhatTheKernelDropped() throws IOException {
		int sent = 5000;
		try (UdpTransport transport = open();
				UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			for (int i = 0; i < sent; i++) {
				client.send("flood");
			}
			assertThat(transport.queuedBytes()).isPositive();
			int received = 0;
			for (int size = transport.receive().size(); size > 0; size = transport.receive().size()) {
				received += size;
			}
			assertThat(received).isBetween(1, sent - 1);
			assertThat(transport.drops()).isEqualTo(sent - received);
			assertThat(transport.queuedBytes()).isZero();
		}
	}

	@Test
	void keepsItsLastCountOfDropsWhenClosed() throws IOException {
		UdpTransport transport = open();
		try (UdpClient client = UdpClient.connected("127.0.0.1", transport.localAddress().getPort())) {
			for (int i = 0; i < 1000; i++) {
				client.send("flood");
			}
		}
		long drops = transport.drops();
		assertThat(drops).isPositive();
		transport.close();
		assertThat(transport.drops()).isEqualTo(drops);
		assertThat(transport.queuedBytes()).isZero();
	}

	@Test
	void queriesKeepNoMemory() throws IOException {
		// Many, because the heap of the rest of the JVM grows too, by some megabytes.
		int queries = 100_000;
		try (UdpTransport transport = open()) {
			long before = usedHeap();
			for (int i = 0; i < queries; i++) {
				transport.drops();
				transport.queuedBytes();
			}
			assertThat((usedHeap() - before) / queries).as("bytes per query").isLessThan(50);
		}
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static LinuxTransport open() throws IOException {
		return LinuxTransport
			.open(TestSettings.builder().address(InetAddress.ofLiteral("127.0.0.1")).receiveBuffer(4096).build());
	}

}
