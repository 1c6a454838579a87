package io.uppercased.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Denies a system call, as a container's seccomp profile may: seccomp(2). On Linux and
 * x86-64 only, for the number of a call is the processor's.
 */
public final class SeccompFilter {

	/** {@code sendmmsg}: {@code asm/unistd_64.h}. */
	public static final int SENDMMSG = 307;

	/** {@code recvmmsg}: {@code asm/unistd_64.h}. */
	public static final int RECVMMSG = 299;

	private static final int PR_SET_NO_NEW_PRIVS = 38;

	private static final int PR_SET_SECCOMP = 22;

	private static final long SECCOMP_MODE_FILTER = 2;

	private static final short LOAD = 0x20;

	private static final short JUMP_IF_EQUAL = 0x15;

	private static final short RETURN = 0x06;

	private static final int ALLOW = 0x7fff0000;

	private static final int ERRNO = 0x00050000;

	private static final int EPERM = 1;

	private SeccompFilter() {
	}

	/**
	 * Calls something on a thread of its own that may not make a system call.
	 * @param call the number of the system call, which fails with EPERM
	 */
	public static <T> T without(int call, Supplier<T> action) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread.ofPlatform().start(() -> {
			try {
				deny(call);
				result.complete(action.get());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result.join();
	}

	@SuppressWarnings("restricted")
	private static void deny(int call) throws Throwable {
		Linker linker = Linker.nativeLinker();
		MethodHandle prctl = linker.downcallHandle(linker.defaultLookup().findOrThrow("prctl"),
				FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment program = arena.allocate(4 * 8, 8);
			put(program, 0, LOAD, 0, 0);
			put(program, 1, JUMP_IF_EQUAL, 1, call);
			put(program, 2, RETURN, 0, ALLOW);
			put(program, 3, RETURN, 0, ERRNO | EPERM);
			MemorySegment filter = arena.allocate(16, 8);
			filter.set(JAVA_SHORT, 0, (short) 4);
			filter.set(ADDRESS, 8, program);
			if ((int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, MemorySegment.NULL, 0L, 0L) != 0
					|| (int) prctl.invokeExact(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter, 0L, 0L) != 0) {
				throw new IOException("No filter is to be had");
			}
		}
	}

	private static void put(MemorySegment program, int index, short code, int jumpIfTrue, int operand) {
		program.set(JAVA_SHORT, index * 8L, code);
		program.set(JAVA_BYTE, index * 8L + 2, (byte) jumpIfTrue);
		program.set(JAVA_INT, index * 8L + 4, operand);
	}

}
