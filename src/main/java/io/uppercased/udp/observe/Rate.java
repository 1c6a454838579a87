package io.uppercased.udp.observe;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.uppercased.udp.observe.UdpPage.Socket;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a second, on average between two pages.
 *
 * @param received datagrams received
 * @param sent replies sent
 * @param dropped datagrams received and not answered
 * @param socketDrops datagrams dropped by the kernel, absent where the transport cannot
 * tell
 * @param bytesReceived payload bytes received
 * @param bytesSent payload bytes sent
 */
@JsonInclude(Include.NON_NULL)
record Rate(double received, double sent, double dropped, @Nullable Double socketDrops, double bytesReceived,
		double bytesSent) {

	static Rate between(UdpPage first, UdpPage last, double seconds) {
		Long drops = socketDrops(last);
		return new Rate((last.packets().received() - first.packets().received()) / seconds,
				(last.packets().sent() - first.packets().sent()) / seconds, (dropped(last) - dropped(first)) / seconds,
				(drops != null) ? (drops - Objects.requireNonNullElse(socketDrops(first), 0L)) / seconds : null,
				(last.bytes().received() - first.bytes().received()) / seconds,
				(last.bytes().sent() - first.bytes().sent()) / seconds);
	}

	private static long dropped(UdpPage page) {
		return page.packets().dropped().values().stream().mapToLong(Long::longValue).sum();
	}

	private static @Nullable Long socketDrops(UdpPage page) {
		Long sum = null;
		for (Socket socket : page.sockets()) {
			if (socket.drops() != null) {
				sum = ((sum != null) ? sum : 0) + socket.drops();
			}
		}
		return sum;
	}

}
