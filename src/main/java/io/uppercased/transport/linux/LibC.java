package io.uppercased.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

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

	private static final MethodHandle GETSOCKNAME = handle("getsockname",
			FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

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

	private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

	private final MemorySegment callState;

	LibC(Arena arena) {
		this.callState = arena.allocate(CALL_STATE);
	}

	@SuppressWarnings("restricted")
	private static MethodHandle handle(String function, FunctionDescriptor descriptor) {
		return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), descriptor,
				Linker.Option.captureCallState("errno"));
	}

	private int result(int result) {
		return (result != -1) ? result : -(int) ERRNO.get(this.callState, 0L);
	}

	int socket(int domain, int type) {
		try {
			return result((int) SOCKET.invokeExact(this.callState, domain, type, 0));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int bind(int socket, MemorySegment address) {
		try {
			return result((int) BIND.invokeExact(this.callState, socket, address, (int) address.byteSize()));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int getsockname(int socket, MemorySegment address, MemorySegment length) {
		try {
			return result((int) GETSOCKNAME.invokeExact(this.callState, socket, address, length));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int setsockopt(int socket, int level, int option, MemorySegment value) {
		try {
			return result(
					(int) SETSOCKOPT.invokeExact(this.callState, socket, level, option, value, (int) value.byteSize()));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int getsockopt(int socket, int level, int option, MemorySegment value, MemorySegment length) {
		try {
			return result((int) GETSOCKOPT.invokeExact(this.callState, socket, level, option, value, length));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int recvmmsg(int socket, MemorySegment messages, int count, int flags) {
		try {
			return result(
					(int) RECVMMSG.invokeExact(this.callState, socket, messages, count, flags, MemorySegment.NULL));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int sendmmsg(int socket, MemorySegment messages, int count, int flags) {
		try {
			return result((int) SENDMMSG.invokeExact(this.callState, socket, messages, count, flags));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int shutdown(int socket, int how) {
		try {
			return result((int) SHUTDOWN.invokeExact(this.callState, socket, how));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int close(int socket) {
		try {
			return result((int) CLOSE.invokeExact(this.callState, socket));
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	// The linker throws unchecked exceptions only, such as for memory that was freed.
	private static RuntimeException unexpected(Throwable ex) {
		return (ex instanceof RuntimeException runtime) ? runtime : new IllegalStateException(ex);
	}

}
