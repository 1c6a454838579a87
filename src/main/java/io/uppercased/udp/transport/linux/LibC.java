package io.uppercased.udp.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The system calls, each as its manual page of section 2 describes it, but that it
 * answers with the negative error number when it fails. One instance serves one thread at
 * a time.
 */
final class LibC {

	private static final Linker LINKER = Linker.nativeLinker();

	private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

	private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));

	private static final MethodHandle SOCKET = handle("socket",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

	private static final MethodHandle BIND = handle("bind",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

	private static final MethodHandle CONNECT = handle("connect",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

	private static final MethodHandle GETSOCKNAME = handle("getsockname",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

	private static final MethodHandle GETPEERNAME = handle("getpeername",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

	private static final MethodHandle FCNTL = handle("fcntl",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));

	private static final MethodHandle SETSOCKOPT = handle("setsockopt",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

	private static final MethodHandle GETSOCKOPT = handle("getsockopt",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

	private static final MethodHandle RECVMMSG = handle("recvmmsg",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

	private static final MethodHandle SENDMMSG = handle("sendmmsg",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

	private static final MethodHandle SHUTDOWN = handle("shutdown",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

	private static final MethodHandle MADVISE = handle("madvise",
			FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

	private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

	private final MemorySegment callState;

	LibC(Arena arena) {
		this.callState = arena.allocate(CALL_STATE);
	}

	@SuppressWarnings("restricted")
	private static MethodHandle handle(String function, FunctionDescriptor descriptor, Linker.Option... more) {
		Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
		options[more.length] = Linker.Option.captureCallState("errno");
		return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), descriptor, options);
	}

	/**
	 * Returns the words for an error number, in English whatever the locale:
	 * strerrordesc_np(3), which glibc has since 2.32.
	 * @return the words, empty where there are none
	 */
	@SuppressWarnings("restricted")
	static String describe(int errno) {
		try {
			// Looked up only when something fails.
			MethodHandle function = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("strerrordesc_np"),
					FunctionDescriptor.of(ADDRESS, JAVA_INT));
			MemorySegment words = (MemorySegment) function.invokeExact(errno);
			return words.equals(MemorySegment.NULL) ? "" : words.reinterpret(Long.MAX_VALUE).getString(0);
		}
		catch (Throwable ex) {
			return "";
		}
	}

	int socket(int domain, int type) {
		return call(() -> (int) SOCKET.invokeExact(this.callState, domain, type, 0));
	}

	int bind(int socket, MemorySegment address) {
		return call(() -> (int) BIND.invokeExact(this.callState, socket, address, (int) address.byteSize()));
	}

	int connect(int socket, MemorySegment address) {
		return call(() -> (int) CONNECT.invokeExact(this.callState, socket, address, (int) address.byteSize()));
	}

	int getsockname(int socket, MemorySegment address, MemorySegment length) {
		return call(() -> (int) GETSOCKNAME.invokeExact(this.callState, socket, address, length));
	}

	int getpeername(int socket, MemorySegment address, MemorySegment length) {
		return call(() -> (int) GETPEERNAME.invokeExact(this.callState, socket, address, length));
	}

	int fcntl(int descriptor, int operation, int argument) {
		return call(() -> (int) FCNTL.invokeExact(this.callState, descriptor, operation, argument));
	}

	int setsockopt(int socket, int level, int option, MemorySegment value) {
		return call(() -> (int) SETSOCKOPT.invokeExact(this.callState, socket, level, option, value,
				(int) value.byteSize()));
	}

	int getsockopt(int socket, int level, int option, MemorySegment value, MemorySegment length) {
		return call(() -> (int) GETSOCKOPT.invokeExact(this.callState, socket, level, option, value, length));
	}

	int recvmmsg(int socket, MemorySegment messages, int count, int flags) {
		return call(
				() -> (int) RECVMMSG.invokeExact(this.callState, socket, messages, count, flags, MemorySegment.NULL));
	}

	int sendmmsg(int socket, MemorySegment messages, int count, int flags) {
		return call(() -> (int) SENDMMSG.invokeExact(this.callState, socket, messages, count, flags));
	}

	int shutdown(int socket, int how) {
		return call(() -> (int) SHUTDOWN.invokeExact(this.callState, socket, how));
	}

	int madvise(MemorySegment address, long length, int advice) {
		return call(() -> (int) MADVISE.invokeExact(this.callState, address, length, advice));
	}

	int close(int socket) {
		return call(() -> (int) CLOSE.invokeExact(this.callState, socket));
	}

	// The linker throws unchecked exceptions only, such as for memory that was freed.
	private int call(Call call) {
		try {
			int result = call.call();
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
	 * A call by its method handle.
	 */
	@FunctionalInterface
	private interface Call {

		int call() throws Throwable;

	}

}
