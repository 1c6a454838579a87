package io.uppercased.transport.linux;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * The kernel's structures. They are the same on x86-64 and aarch64: both are
 * little-endian, have longs and pointers of 8 bytes and align each member to its size,
 * and neither has definitions of its own in place of the kernel's generic ones. Long
 * because all layouts stand here.
 */
final class Layouts {

	/** Two bytes in network order. */
	static final ValueLayout.OfShort NET_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

	/** Four bytes in network order. */
	static final ValueLayout.OfInt NET_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

	/** Eight bytes in network order. */
	static final ValueLayout.OfLong NET_LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

	private Layouts() {
	}

	private static long offset(StructLayout layout, String... path) {
		PathElement[] elements = new PathElement[path.length];
		for (int i = 0; i < path.length; i++) {
			elements[i] = PathElement.groupElement(path[i]);
		}
		return layout.byteOffset(elements);
	}

	/**
	 * {@code struct iovec}, readv(2): a piece of memory.
	 */
	static final class Iovec {

		static final StructLayout LAYOUT = MemoryLayout.structLayout(ADDRESS.withName("iov_base"),
				JAVA_LONG.withName("iov_len"));

		static final long SIZE = LAYOUT.byteSize();

		static final long BASE = offset(LAYOUT, "iov_base");

		static final long LENGTH = offset(LAYOUT, "iov_len");

		private Iovec() {
		}

	}

	/**
	 * {@code struct mmsghdr}, recvmmsg(2), around {@code struct msghdr}, recvmsg(2): one
	 * message of several.
	 */
	static final class Mmsghdr {

		static final StructLayout LAYOUT = MemoryLayout.structLayout(ADDRESS.withName("msg_name"),
				JAVA_INT.withName("msg_namelen"), MemoryLayout.paddingLayout(4), ADDRESS.withName("msg_iov"),
				JAVA_LONG.withName("msg_iovlen"), ADDRESS.withName("msg_control"), JAVA_LONG.withName("msg_controllen"),
				JAVA_INT.withName("msg_flags"), MemoryLayout.paddingLayout(4), JAVA_INT.withName("msg_len"),
				MemoryLayout.paddingLayout(4));

		static final long SIZE = LAYOUT.byteSize();

		static final long NAME = offset(LAYOUT, "msg_name");

		static final long NAME_LENGTH = offset(LAYOUT, "msg_namelen");

		static final long IOV = offset(LAYOUT, "msg_iov");

		static final long IOV_COUNT = offset(LAYOUT, "msg_iovlen");

		static final long CONTROL = offset(LAYOUT, "msg_control");

		static final long CONTROL_LENGTH = offset(LAYOUT, "msg_controllen");

		static final long FLAGS = offset(LAYOUT, "msg_flags");

		static final long LENGTH = offset(LAYOUT, "msg_len");

		private Mmsghdr() {
		}

	}

	/**
	 * {@code struct sockaddr_in}, ip(7), and {@code struct sockaddr_in6}, ipv6(7). Family
	 * and port are at the same place in both.
	 */
	static final class Sockaddr {

		static final StructLayout IPV4 = MemoryLayout.structLayout(JAVA_SHORT.withName("sin_family"),
				NET_SHORT.withName("sin_port"), MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("sin_addr"),
				MemoryLayout.paddingLayout(8));

		static final StructLayout IPV6 = MemoryLayout.structLayout(JAVA_SHORT.withName("sin6_family"),
				NET_SHORT.withName("sin6_port"), JAVA_INT.withName("sin6_flowinfo"),
				MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"), JAVA_INT.withName("sin6_scope_id"));

		/** Room for either, rounded up so that an array of them is aligned. */
		static final long SIZE = 32;

		static final long FAMILY = offset(IPV6, "sin6_family");

		static final long PORT = offset(IPV6, "sin6_port");

		static final long IPV4_ADDRESS = offset(IPV4, "sin_addr");

		static final long IPV6_ADDRESS = offset(IPV6, "sin6_addr");

		static final long IPV6_SCOPE = offset(IPV6, "sin6_scope_id");

		private Sockaddr() {
		}

	}

	/**
	 * {@code struct cmsghdr}, cmsg(3): the header of a control message, followed by its
	 * data.
	 */
	static final class Cmsghdr {

		static final StructLayout LAYOUT = MemoryLayout.structLayout(JAVA_LONG.withName("cmsg_len"),
				JAVA_INT.withName("cmsg_level"), JAVA_INT.withName("cmsg_type"));

		static final long SIZE = LAYOUT.byteSize();

		static final long LENGTH = offset(LAYOUT, "cmsg_len");

		static final long LEVEL = offset(LAYOUT, "cmsg_level");

		static final long TYPE = offset(LAYOUT, "cmsg_type");

		private Cmsghdr() {
		}

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

		static final StructLayout IPV4 = MemoryLayout.structLayout(JAVA_INT.withName("ipi_ifindex"),
				MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("ipi_spec_dst"),
				MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("ipi_addr"));

		static final StructLayout IPV6 = MemoryLayout.structLayout(
				MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ipi6_addr"), JAVA_INT.withName("ipi6_ifindex"));

		static final long IPV4_INTERFACE = offset(IPV4, "ipi_ifindex");

		static final long IPV4_LOCAL_ADDRESS = offset(IPV4, "ipi_spec_dst");

		static final long IPV6_ADDRESS = offset(IPV6, "ipi6_addr");

		static final long IPV6_INTERFACE = offset(IPV6, "ipi6_ifindex");

		private Pktinfo() {
		}

	}

	/**
	 * {@code struct timespec}, timespec(3type), and {@code struct timeval},
	 * timeval(3type): seconds, then the fraction of a second in nanoseconds or
	 * microseconds.
	 */
	static final class Time {

		static final StructLayout LAYOUT = MemoryLayout.structLayout(JAVA_LONG.withName("seconds"),
				JAVA_LONG.withName("fraction"));

		static final long SECONDS = offset(LAYOUT, "seconds");

		static final long FRACTION = offset(LAYOUT, "fraction");

		private Time() {
		}

	}

	/**
	 * {@code struct sock_filter}, {@code linux/filter.h}: an instruction of a socket
	 * filter.
	 */
	static final class SockFilter {

		static final StructLayout LAYOUT = MemoryLayout.structLayout(JAVA_SHORT.withName("code"),
				JAVA_BYTE.withName("jt"), JAVA_BYTE.withName("jf"), JAVA_INT.withName("k"));

		static final long CODE = offset(LAYOUT, "code");

		private SockFilter() {
		}

	}

	/**
	 * {@code struct sock_fprog}, {@code linux/filter.h}: a socket filter, for
	 * SO_ATTACH_FILTER of socket(7).
	 */
	static final class SockFprog {

		static final StructLayout LAYOUT = MemoryLayout.structLayout(JAVA_SHORT.withName("len"),
				MemoryLayout.paddingLayout(6), ADDRESS.withName("filter"));

		static final long LENGTH = offset(LAYOUT, "len");

		static final long FILTER = offset(LAYOUT, "filter");

		private SockFprog() {
		}

	}

}
