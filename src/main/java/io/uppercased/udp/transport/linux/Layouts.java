package io.uppercased.udp.transport.linux;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where the members of the kernel's structures are, in bytes. It is the same on x86-64
 * and aarch64: both are little-endian, have longs and pointers of 8 bytes and align each
 * member to its size, and neither has definitions of its own in place of the kernel's
 * generic ones.
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
	 * {@code struct mmsghdr}, recvmmsg(2), around {@code struct msghdr}, recvmsg(2): one
	 * message of several.
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
	 * {@code struct sockaddr_in}, ip(7), and {@code struct sockaddr_in6}, ipv6(7). Family
	 * and port are at the same place in both.
	 */
	static final class Sockaddr {

		static final long FAMILY = 0;
		static final long PORT = 2;
		static final long IPV4_ADDRESS = 4;
		static final long IPV4_SIZE = 16;
		static final long IPV6_ADDRESS = 8;
		static final long IPV6_SCOPE = 24;
		static final long IPV6_SIZE = 28;

		/** Room for either, rounded up so that an array of them is aligned. */
		static final long SIZE = 32;

	}

	/**
	 * {@code struct sockaddr_un}, unix(7): as long as its path, which need not end with a
	 * zero.
	 */
	static final class SockaddrUn {

		static final long FAMILY = 0;
		static final long PATH = 2;
		static final int MAX_PATH = 108;

	}

	/**
	 * {@code struct cmsghdr}, cmsg(3): the header of a control message, followed by its
	 * data.
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
	 * {@code struct timespec}, timespec(3type), and {@code struct timeval},
	 * timeval(3type): seconds, then the fraction of a second in nanoseconds or
	 * microseconds.
	 */
	static final class Time {

		static final long SECONDS = 0;
		static final long FRACTION = 8;
		static final long SIZE = 16;

	}

	/**
	 * {@code struct sock_fprog}, {@code linux/filter.h}: a socket filter, for
	 * SO_ATTACH_FILTER of socket(7), with the address of its instructions.
	 */
	static final class SockFprog {

		static final long LENGTH = 0;
		static final long FILTER = 8;
		static final long SIZE = 16;

	}

	/**
	 * {@code struct sock_filter}, {@code linux/filter.h}: one of its instructions.
	 */
	static final class SockFilter {

		static final long CODE = 0;
		static final long SIZE = 8;

	}

}
