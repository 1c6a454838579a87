package io.uppercased.udp.transport.linux;

/**
 * Constants of the kernel, grouped by the manual page or header that explains them. They
 * have these values on x86-64 and aarch64.
 */
final class Constants {

	// errno(3)
	static final int EINTR = 4;
	static final int EIO = 5;
	static final int EAGAIN = 11;
	static final int EACCES = 13;
	static final int EADDRINUSE = 98;
	static final int EADDRNOTAVAIL = 99;
	static final int ESHUTDOWN = 108;
	static final int ECONNREFUSED = 111;

	// socket(2), shutdown(2), fcntl(2), madvise(2)
	static final short AF_UNIX = 1;
	static final short AF_INET = 2;
	static final short AF_INET6 = 10;
	static final int SOCK_DGRAM = 2;
	static final int SOCK_CLOEXEC = 0x80000;
	static final int SHUT_RDWR = 2;
	static final int F_SETFL = 4;
	static final int MADV_RANDOM = 1;

	// recv(2), recvmmsg(2)
	static final int MSG_TRUNC = 0x20;
	static final int MSG_DONTWAIT = 0x40;
	static final int MSG_WAITFORONE = 0x10000;

	// socket(7); SO_TIMESTAMPNS is also the type of the control message with the time
	static final int SOL_SOCKET = 1;
	static final int SO_TYPE = 3;
	static final int SO_RCVBUF = 8;
	static final int SO_REUSEPORT = 15;
	static final int SO_RCVTIMEO = 20;
	static final int SO_SNDTIMEO = 21;
	static final int SO_ATTACH_FILTER = 26;
	static final int SO_TIMESTAMPNS = 35;
	static final int SO_PROTOCOL = 38;
	static final int SO_DOMAIN = 39;

	// linux/sock_diag.h: the numbers of SO_MEMINFO
	static final int SO_MEMINFO = 55;
	static final int SK_MEMINFO_RMEM_ALLOC = 0;
	static final int SK_MEMINFO_DROPS = 8;

	// ip(7), ipv6(7), udp(7)
	static final int IPPROTO_IP = 0;
	static final int IP_PKTINFO = 8;
	static final int IP_MTU_DISCOVER = 10;
	static final int IP_PMTUDISC_DONT = 0;
	static final int IP_PMTUDISC_OMIT = 5;
	static final int IPPROTO_IPV6 = 41;
	static final int IPV6_V6ONLY = 26;
	static final int IPV6_RECVPKTINFO = 49;
	static final int IPV6_PKTINFO = 50;
	static final int IPV6_FREEBIND = 78;
	static final int IPPROTO_UDP = 17;
	static final int UDP_SEGMENT = 103;

	// linux/filter.h: BPF_RET | BPF_K, which accepts the first k bytes
	static final short BPF_RETURN = 6;

	private Constants() {
	}

}
