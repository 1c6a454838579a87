package io.uppercased.udp.transport.linux;

/**
 * Offsets and sizes of the kernel's structures in bytes, on x86-64 and aarch64: both are
 * little-endian, with longs and pointers of 8 bytes.
 */
final class Layouts {

	private Layouts() {
	}

	/** {@code struct iovec}, readv(2): a piece of memory. */
	static final class Iovec {

		static final long BASE = 0;
		static final long LENGTH = 8;
		static final long SIZE = 16;

		static void set(Memory memory, long at, long address, long length) {
			memory.setLong(at + BASE, address);
			memory.setLong(at + LENGTH, length);
		}

	}

	/** {@code struct mmsghdr}, recvmmsg(2), around {@code struct msghdr}, recvmsg(2). */
	static final class Mmsghdr {

		static final long NAME = 0;
		static final long NAME_LENGTH = 8;
		static final long VECTORS = 16;
		static final long VECTOR_COUNT = 24;
		static final long CONTROL = 32;
		static final long CONTROL_LENGTH = 40;
		static final long LENGTH = 56;
		static final long SIZE = 64;

		static void setVectors(Memory memory, long at, long address, long count) {
			memory.setLong(at + VECTORS, address);
			memory.setLong(at + VECTOR_COUNT, count);
		}

	}

	/** {@code struct sockaddr_in}, ip(7), and {@code struct sockaddr_in6}, ipv6(7). */
	static final class Sockaddr {

		static final long FAMILY = 0;
		static final long PORT = 2;
		static final long IPV4_ADDRESS = 4;
		static final long IPV4_SIZE = 16;
		static final long IPV6_ADDRESS = 8;
		static final long IPV6_SCOPE = 24;
		static final long IPV6_SIZE = 28;

		/** Room for either, aligned in an array. */
		static final long SIZE = 32;

	}

	/** {@code struct cmsghdr}, cmsg(3): the header of a control message. */
	static final class Cmsghdr {

		static final long LENGTH = 0;
		static final long LEVEL = 8;
		static final long TYPE = 12;
		static final long SIZE = 16;

		/** {@code CMSG_ALIGN}: where the next control message may begin. */
		static long align(long length) {
			return (length + Long.BYTES - 1) & -Long.BYTES;
		}

	}

	/** {@code struct in_pktinfo}, ip(7), and {@code struct in6_pktinfo}, ipv6(7). */
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
	 * {@code struct timespec} and {@code timeval}: seconds, and nano- or microseconds.
	 */
	static final class Time {

		static final long SECONDS = 0;
		static final long FRACTION = 8;
		static final long SIZE = 16;

	}

}
