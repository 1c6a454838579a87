package io.uppercased.udp.autoconfigure;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.uppercased.udp.testing.Echo;
import io.uppercased.udp.testing.SeccompFilter;
import io.uppercased.udp.testing.SeccompFilter.Call;
import io.uppercased.udp.testing.TestSettings;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.UdpTransport;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the service does if the kernel denies it a system call: it works, uses the other
 * transport, or does not start. It never listens without answering.
 */
@Execution(ExecutionMode.CONCURRENT)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class DeniedCallTests {

	private static final int EPERM = 1;

	private static final int ENOSYS = 38;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SENDMMSG       | nio               | sendmmsg: errno   | nio
			RECVMMSG       | nio               | recvmmsg: errno   | nio
			SENDTO         | SocketException:  | SocketException:  | SocketException:
			RECVFROM       | linux             | linux             | SocketException:
			SENDMSG        | linux             | linux             | nio
			RECVMSG        | linux             | linux             | nio
			UDP_SEGMENT    | linux             | linux             | nio
			SO_TIMESTAMPNS | nio               | setsockopt: errno | nio
			""")
	void isNoticedByTheStart(Call denied, String auto, String linux, String nio) {
		try (ScheduledThreadPoolExecutor clients = new ScheduledThreadPoolExecutor(1)) {
			// Start it now: a thread that is started later inherits the filter.
			clients.prestartCoreThread();
			Map.of("auto", auto, "linux", linux, "nio", nio).forEach((choice, outcome) -> {
				for (int errno : new int[] { EPERM, ENOSYS }) {
					assertThat(SeccompFilter.without(denied, errno, () -> answer(choice, clients)))
						.as(choice + ", error " + errno)
						.contains(outcome);
				}
			});
		}
	}

	/**
	 * Opens a socket and answers a client, to which no call is denied.
	 * @return the name of the transport, or why there is none
	 */
	private static String answer(String choice, ExecutorService clients) {
		try (UdpTransport transport = new UdpTransportConfiguration()
			.udpTransportFactory(BoundProperties.library("udp.transport", choice))
			.open(TestSettings.builder().address(InetAddress.ofLiteral("127.0.0.1")).build())) {
			Future<String> reply = clients.submit(() -> ask(transport.localAddress().getPort()));
			Burst burst = transport.receive();
			while (burst.size() == 0) {
				burst = transport.receive();
			}
			Echo.answer(burst);
			assertThat(reply.get()).isEqualTo("hello");
			return transport.name();
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			return String.valueOf(ex.getReason());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String ask(int port) {
		try (UdpClient client = UdpClient.unconnected("127.0.0.1", port)) {
			return client.exchange("hello");
		}
	}

}
