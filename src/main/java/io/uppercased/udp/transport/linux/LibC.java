package io.uppercased.udp.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Calls functions of the C library. A method returns what the manual page of section 2
 * says, or the negative error number when the call fails. One instance serves one thread
 * at a time.
 */
final class LibC {

	private static final Linker LINKER = Linker.nativeLinker();

	private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

	private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));

	private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);

	private static final MethodHandle RECVMMSG = handle("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

	private static final MethodHandle SENDMMSG = handle("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

	private static final MethodHandle CLOSE = handle("close", JAVA_INT);

	private final MemorySegment callState;

	LibC(Arena arena) {
		this.callState = arena.allocate(CALL_STATE);
	}

	/**
	 * Links a function that returns an {@code int}.
	 * @param arguments the types of its arguments
	 * @return its handle, for use in {@link #call(Call)}
	 */
	static MethodHandle handle(String function, MemoryLayout... arguments) {
		return handle(function, arguments.length, arguments);
	}

	/**
	 * Links a function that returns an {@code int} and has variable arguments.
	 * @param fixed how many of its arguments are not variable
	 */
	@SuppressWarnings("restricted")
	static MethodHandle handle(String function, int fixed, MemoryLayout... arguments) {
		Linker.Option errno = Linker.Option.captureCallState("errno");
		Linker.Option[] options = (fixed < arguments.length)
				? new Linker.Option[] { errno, Linker.Option.firstVariadicArg(fixed) } : new Linker.Option[] { errno };
		return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function),
				FunctionDescriptor.of(JAVA_INT, arguments), options);
	}

	/**
	 * Returns the text for an error number, in English whatever the locale:
	 * strerrordesc_np(3), which glibc has since 2.32.
	 * @return the text, empty if there is none
	 */
	@SuppressWarnings("restricted")
	static String describe(int errno) {
		try {
			MethodHandle function = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("strerrordesc_np"),
					FunctionDescriptor.of(ADDRESS, JAVA_INT));
			MemorySegment text = (MemorySegment) function.invokeExact(errno);
			return text.equals(MemorySegment.NULL) ? "" : text.reinterpret(Long.MAX_VALUE).getString(0);
		}
		catch (Throwable ex) {
			return "";
		}
	}

	int socket(int domain, int type) {
		return call((state) -> (int) SOCKET.invokeExact(state, domain, type, 0));
	}

	int recvmmsg(int socket, MemorySegment messages, int count, int flags) {
		return call((state) -> (int) RECVMMSG.invokeExact(state, socket, messages, count, flags, MemorySegment.NULL));
	}

	int sendmmsg(int socket, MemorySegment messages, int count, int flags) {
		return call((state) -> (int) SENDMMSG.invokeExact(state, socket, messages, count, flags));
	}

	int close(int descriptor) {
		return call((state) -> (int) CLOSE.invokeExact(state, descriptor));
	}

	// The linker throws only unchecked exceptions, for example for memory that was freed.
	int call(Call call) {
		try {
			int result = call.invoke(this.callState);
			return (result != -1) ? result : -(int) ERRNO.get(this.callState, 0L);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A call by its method handle, whose first argument is where the error number goes.
	 */
	@FunctionalInterface
	interface Call {

		int invoke(MemorySegment state) throws Throwable;

	}

}
