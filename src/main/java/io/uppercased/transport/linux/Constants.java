package io.uppercased.transport.linux;

/**
 * The kernel's constants that are used, with the values that x86-64 and aarch64 share,
 * and the manual page or kernel header that explains them.
 */
final class Constants {

	/** Address family of IPv4: ip(7). */
	static final short AF_INET = 2;

	/** Address family of IPv6: ipv6(7). */
	static final short AF_INET6 = 10;

	/** Datagram socket: socket(2). */
	static final int SOCK_DGRAM = 2;

	/** Closed in programs that this one executes: socket(2). */
	static final int SOCK_CLOEXEC = 0x80000;

	/** Both directions: shutdown(2). */
	static final int SHUT_RDWR = 2;

	/** Answer at once: recv(2). */
	static final int MSG_DONTWAIT = 0x40;

	/** The message was longer than its memory: recv(2). */
	static final int MSG_TRUNC = 0x20;

	/** Wait for the first message only: recvmmsg(2). */
	static final int MSG_WAITFORONE = 0x10000;

	/** Level of the following options: socket(7). */
	static final int SOL_SOCKET = 1;

	/** Receive buffer in bytes; the kernel doubles it: socket(7). */
	static final int SO_RCVBUF = 8;

	/** Several sockets may bind the port: socket(7). */
	static final int SO_REUSEPORT = 15;

	/** How long a receive waits: socket(7). */
	static final int SO_RCVTIMEO = 20;

	/** How long a send waits for room: socket(7). */
	static final int SO_SNDTIMEO = 21;

	/** Classic BPF program that says what to accept: socket(7). */
	static final int SO_ATTACH_FILTER = 26;

	/** Arrival times, as a control message of the same number: socket(7). */
	static final int SO_TIMESTAMPNS = 35;

	/** Numbers about the socket's memory: {@code linux/sock_diag.h}. */
	static final int SO_MEMINFO = 55;

	/** Index in SO_MEMINFO of the receive buffer taken. */
	static final int SK_MEMINFO_RMEM_ALLOC = 0;

	/** Index in SO_MEMINFO of the datagrams dropped. */
	static final int SK_MEMINFO_DROPS = 8;

	/** How many numbers SO_MEMINFO has. */
	static final int SK_MEMINFO_VARS = 9;

	/** Level of the following option and control message: ip(7). */
	static final int IPPROTO_IP = 0;

	/** Local address of a datagram: ip(7). */
	static final int IP_PKTINFO = 8;

	/** Level of the following options and control message: ipv6(7). */
	static final int IPPROTO_IPV6 = 41;

	/** Whether the socket refuses IPv4: ipv6(7). */
	static final int IPV6_V6ONLY = 26;

	/** Whether to tell the local address of a datagram: ipv6(7). */
	static final int IPV6_RECVPKTINFO = 49;

	/** Local address of a datagram: ipv6(7). */
	static final int IPV6_PKTINFO = 50;

	/** Level of the following option and control message: udp(7). */
	static final int IPPROTO_UDP = 17;

	/** Size of the datagrams to cut a message into: udp(7). */
	static final int UDP_SEGMENT = 103;

	/** {@code BPF_RET | BPF_K}: accept the first k bytes: {@code linux/filter.h}. */
	static final short BPF_RETURN = 6;

	private Constants() {
	}

}
