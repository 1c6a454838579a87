package io.uppercased.udp.transport.linux;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Offsets and sizes of the kernel's structures in bytes. They are the same on x86-64 and
 * aarch64: both are little-endian, have longs and pointers of 8 bytes, align each member
 * to its size, and use the kernel's generic definitions.
 */
final class Layouts {

	/** Two bytes in network order. */
	static final ValueLayout.OfShort NET_SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

	private Layouts() {
	}

	/**
	 * {@code struct iovec}, readv(2): a piece of memory.
	 */
	static final class Iovec {

		static final long BASE = 0;
		static final long LENGTH = 8;
		static final long SIZE = 16;

		static void set(Memory memory, long at, long address, long length) {
			memory.setLong(at + BASE, address);
			memory.setLong(at + LENGTH, length);
		}

	}

	/**
	 * {@code struct mmsghdr}, recvmmsg(2), around {@code struct msghdr}, recvmsg(2).
	 */
	static final class Mmsghdr {

		static final long NAME = 0;
		static final long NAME_LENGTH = 8;
		static final long VECTORS = 16;
		static final long VECTOR_COUNT = 24;
		static final long CONTROL = 32;
		static final long CONTROL_LENGTH = 40;
		static final long LENGTH = 56;
		static final long SIZE = 64;

		static void setVectors(Memory memory, long at, Memory vectors, int first, int count) {
			memory.setLong(at + VECTORS, vectors.address() + first * Iovec.SIZE);
			memory.setLong(at + VECTOR_COUNT, count);
		}

	}

	/**
	 * {@code struct sockaddr_in}, ip(7), {@code struct sockaddr_in6}, ipv6(7), and
	 * {@code struct sockaddr_un}, unix(7), whose path need not end with a zero.
	 */
	static final class Sockaddr {

		static final long FAMILY = 0;
		static final long PORT = 2;
		static final long IPV4_ADDRESS = 4;
		static final long IPV4_SIZE = 16;
		static final long IPV6_ADDRESS = 8;
		static final long IPV6_SCOPE = 24;
		static final long IPV6_SIZE = 28;
		static final long UNIX_PATH = 2;
		static final int UNIX_MAX_PATH = 108;

		/** Room for IPv4 or IPv6, rounded up so that an array of them is aligned. */
		static final long SIZE = 32;

	}

	/**
	 * {@code struct cmsghdr}, cmsg(3): the header of a control message, before its data.
	 */
	static final class Cmsghdr {

		static final long LENGTH = 0;
		static final long LEVEL = 8;
		static final long TYPE = 12;
		static final long SIZE = 16;

		/**
		 * {@code CMSG_ALIGN}: where the next control message may begin.
		 */
		static long align(long length) {
			return (length + Long.BYTES - 1) & -Long.BYTES;
		}

	}

	/**
	 * {@code struct in_pktinfo}, ip(7), and {@code struct in6_pktinfo}, ipv6(7): which
	 * address a datagram came to or leaves from, and by which interface.
	 */
	static final class Pktinfo {

		static final long IPV4_INTERFACE = 0;
		static final long IPV4_LOCAL_ADDRESS = 4;
		static final long IPV4_DESTINATION = 8;
		static final long IPV4_SIZE = 12;
		static final long IPV6_ADDRESS = 0;
		static final long IPV6_INTERFACE = 16;
		static final long IPV6_SIZE = 20;

	}

	/**
	 * {@code struct timespec} and {@code struct timeval}, timespec(3type): seconds, then
	 * nanoseconds or microseconds.
	 */
	static final class Time {

		static final long SECONDS = 0;
		static final long FRACTION = 8;
		static final long SIZE = 16;

	}

	/**
	 * {@code struct sock_fprog}, {@code linux/filter.h}, with the address of its
	 * {@code struct sock_filter}s, which begin with their code: SO_ATTACH_FILTER of
	 * socket(7).
	 */
	static final class Filter {

		static final long LENGTH = 0;
		static final long INSTRUCTIONS = 8;
		static final long SIZE = 16;
		static final long INSTRUCTION_SIZE = 8;

	}

}
