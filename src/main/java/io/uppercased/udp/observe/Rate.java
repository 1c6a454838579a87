package io.uppercased.udp.observe;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.uppercased.udp.observe.UdpPage.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams and payload bytes per second, on average between two pages.
 *
 * @param socketDrops datagrams dropped by the kernel, absent unless both pages have this
 * count for each listener
 */
@JsonInclude(Include.NON_NULL)
record Rate(double received, double sent, double unanswered, double dropped, @Nullable Double socketDrops,
		double bytesReceived, double bytesSent) {

	static Rate between(UdpPage first, UdpPage last, double seconds) {
		return new Rate((last.packets().received() - first.packets().received()) / seconds,
				(last.packets().sent() - first.packets().sent()) / seconds,
				(last.packets().unanswered() - first.packets().unanswered()) / seconds,
				(last.packets().allDropped() - first.packets().allDropped()) / seconds,
				socketDrops(first.sockets(), last.sockets(), seconds),
				(last.bytes().received() - first.bytes().received()) / seconds,
				(last.bytes().sent() - first.bytes().sent()) / seconds);
	}

	private static @Nullable Double socketDrops(List<Socket> first, List<Socket> last, double seconds) {
		if (first.isEmpty() || first.size() != last.size()) {
			return null;
		}
		long sum = 0;
		for (int i = 0; i < first.size(); i++) {
			Long before = first.get(i).drops();
			Long after = last.get(i).drops();
			if (before == null || after == null) {
				return null;
			}
			sum += after - before;
		}
		return sum / seconds;
	}

}
