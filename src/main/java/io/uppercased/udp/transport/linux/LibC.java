package io.uppercased.udp.transport.linux;

import java.io.IOException;
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
 * Links functions of the C library, calls them, and reports their errors. Only one thread
 * at a time may use an instance.
 */
final class LibC {

	private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

	private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));

	private final MemorySegment callState;

	LibC(Arena arena) {
		this.callState = arena.allocate(CALL_STATE);
	}

	/** Links a function that returns an {@code int}, to be called by {@link #call}. */
	static MethodHandle handle(String function, MemoryLayout... arguments) {
		return link(function, FunctionDescriptor.of(JAVA_INT, arguments), Linker.Option.captureCallState("errno"));
	}

	@SuppressWarnings("restricted")
	static MethodHandle link(String function, FunctionDescriptor type, Linker.Option... options) {
		Linker linker = Linker.nativeLinker();
		return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type, options);
	}

	/** Returns the result of a function, or the negative error number if it failed. */
	int call(Call call) {
		try {
			int result = call.invoke(this.callState);
			return (result != -1) ? result : -(int) ERRNO.get(this.callState, 0L);
		}
		catch (RuntimeException | Error ex) {
			// For example because the memory was freed.
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	static int check(String call, int result) throws IOException {
		if (result < 0) {
			throw failure(call, -result);
		}
		return result;
	}

	/** Returns an exception with the error number, and its text if there is one. */
	static IOException failure(String call, int errno) {
		String text = describe(errno);
		return new IOException(call + ": errno " + errno + (text.isEmpty() ? "" : " (" + text + ")"));
	}

	/** Calls strerrordesc_np(3) of glibc 2.32 and later: English in each locale. */
	@SuppressWarnings("restricted")
	private static String describe(int errno) {
		try {
			MethodHandle function = link("strerrordesc_np", FunctionDescriptor.of(ADDRESS, JAVA_INT));
			MemorySegment text = (MemorySegment) function.invokeExact(errno);
			return text.equals(MemorySegment.NULL) ? "" : text.reinterpret(Long.MAX_VALUE).getString(0);
		}
		catch (Throwable ex) {
			return "";
		}
	}

	/** Invokes a handle, whose first argument is the memory for the error number. */
	@FunctionalInterface
	interface Call {

		int invoke(MemorySegment state) throws Throwable;

	}

}
