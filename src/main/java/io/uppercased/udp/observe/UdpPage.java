package io.uppercased.udp.observe;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code udp} page tells of one moment.
 *
 * @param sockets one for each listener
 * @param packets counts of datagrams
 * @param bytes counts of payload bytes
 * @param bursts a summary of bursts
 */
record UdpPage(List<Socket> sockets, PacketMeters.Packets packets, PacketMeters.Bytes bytes,
		BurstMeters.Summary bursts) {

	/**
	 * A listener's socket.
	 *
	 * @param address the local address
	 * @param port the local port
	 * @param transport the transport's name
	 * @param receiveBuffer the receive buffer granted, in bytes
	 * @param capabilities what it can do
	 * @param queuedBytes how much of the receive buffer is taken, absent where the
	 * transport cannot tell
	 * @param drops datagrams dropped by the kernel, absent where the transport cannot
	 * tell
	 */
	@JsonInclude(Include.NON_NULL)
	record Socket(String address, int port, String transport, int receiveBuffer, Set<Capability> capabilities,
			@Nullable Long queuedBytes, @Nullable Long drops) {

		static Socket of(UdpTransport transport) {
			InetSocketAddress local = transport.localAddress();
			Set<Capability> capabilities = transport.capabilities();
			boolean tellsDrops = capabilities.contains(Capability.KERNEL_DROPS);
			return new Socket(local.getAddress().getHostAddress(), local.getPort(), transport.name(),
					transport.receiveBuffer(), capabilities, tellsDrops ? transport.queuedBytes() : null,
					tellsDrops ? transport.drops() : null);
		}

	}

}
