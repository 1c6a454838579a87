package io.uppercased.udp.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Denies a system call, as a container's seccomp profile may: seccomp(2). On Linux and
 * x86-64 only, because the number of a call depends on the processor.
 */
public final class SeccompFilter {

	private static final int PR_SET_NO_NEW_PRIVS = 38;

	private static final int PR_SET_SECCOMP = 22;

	private static final long SECCOMP_MODE_FILTER = 2;

	private static final short LOAD = 0x20;

	private static final short JUMP_IF_EQUAL = 0x15;

	private static final short RETURN = 0x06;

	private static final int ALLOW = 0x7fff0000;

	private static final int ERRNO = 0x00050000;

	// struct seccomp_data, linux/seccomp.h: the call's number, and the low half of its
	// arguments
	private static final int NUMBER = 0;

	private static final int SECOND_ARGUMENT = 24;

	private static final int THIRD_ARGUMENT = 32;

	private static final int ANY = -1;

	private SeccompFilter() {
	}

	/**
	 * Runs an action on a new thread, to which a system call is denied, as it is to the
	 * threads that the action starts.
	 * @param call the system call
	 * @param errno the error that it fails with
	 */
	public static <T> T without(Call call, int errno, Supplier<T> action) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread.ofPlatform().start(() -> {
			try {
				deny(call, errno);
				result.complete(action.get());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result.join();
	}

	@SuppressWarnings("restricted")
	private static void deny(Call call, int errno) throws Throwable {
		Linker linker = Linker.nativeLinker();
		MethodHandle prctl = linker.downcallHandle(linker.defaultLookup().findOrThrow("prctl"),
				FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));
		try (Arena arena = Arena.ofConfined()) {
			int[] conditions = call.conditions();
			int length = conditions.length + 2;
			MemorySegment program = arena.allocate(length * 8L, 8);
			for (int i = 0; i < conditions.length; i += 2) {
				put(program, i, LOAD, 0, conditions[i]);
				put(program, i + 1, JUMP_IF_EQUAL, length - 1 - (i + 2), conditions[i + 1]);
			}
			put(program, length - 2, RETURN, 0, ERRNO | errno);
			put(program, length - 1, RETURN, 0, ALLOW);
			MemorySegment filter = arena.allocate(16, 8);
			filter.set(JAVA_SHORT, 0, (short) length);
			filter.set(ADDRESS, 8, program);
			if ((int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, MemorySegment.NULL, 0L, 0L) != 0
					|| (int) prctl.invokeExact(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter, 0L, 0L) != 0) {
				throw new IOException("Cannot install a seccomp filter");
			}
		}
	}

	private static void put(MemorySegment program, int index, short code, int jumpIfFalse, int operand) {
		program.set(JAVA_SHORT, index * 8L, code);
		program.set(JAVA_BYTE, index * 8L + 3, (byte) jumpIfFalse);
		program.set(JAVA_INT, index * 8L + 4, operand);
	}

	/**
	 * What can be denied: a system call, with its number from {@code asm/unistd_64.h}, or
	 * an option of setsockopt(2) or getsockopt(2).
	 */
	public enum Call {

		/** One message, {@code sendto} and {@code send}. */
		SENDTO(44),

		/** One message, {@code recvfrom} and {@code recv}. */
		RECVFROM(45),

		/** One message with control messages. */
		SENDMSG(46),

		/** One message with control messages. */
		RECVMSG(47),

		/** A new socket. */
		SOCKET(41),

		/** Several messages. */
		RECVMMSG(299),

		/** Several messages. */
		SENDMMSG(307),

		/** One message, by the call that sends several. */
		SENDMMSG_OF_ONE(307, ANY, 1),

		/** The option that asks for arrival times, of SOL_SOCKET. */
		SO_TIMESTAMPNS(54, 1, 35),

		/** The option that reports what the kernel dropped, of SOL_SOCKET. */
		SO_MEMINFO(55, 1, 55),

		/** The option that splits messages, of IPPROTO_UDP. */
		UDP_SEGMENT(54, 17, 103);

		private final int number;

		private final int secondArgument;

		private final int thirdArgument;

		Call(int number) {
			this(number, ANY, ANY);
		}

		Call(int number, int secondArgument, int thirdArgument) {
			this.number = number;
			this.secondArgument = secondArgument;
			this.thirdArgument = thirdArgument;
		}

		int[] conditions() {
			IntStream.Builder conditions = IntStream.builder().add(NUMBER).add(this.number);
			if (this.secondArgument != ANY) {
				conditions.add(SECOND_ARGUMENT).add(this.secondArgument);
			}
			if (this.thirdArgument != ANY) {
				conditions.add(THIRD_ARGUMENT).add(this.thirdArgument);
			}
			return conditions.build().toArray();
		}

	}

}
