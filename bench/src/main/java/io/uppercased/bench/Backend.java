package io.uppercased.bench;

import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Stands for what a service waits for. Messages that begin with {@code s} are slow.
 */
final class Backend {

	private Backend() {
	}

	static void ask(int firstByte) throws IOException {
		try {
			Thread.sleep((firstByte == 's') ? 1000 : 2);
		}
		catch (InterruptedException ex) {
			throw new InterruptedIOException();
		}
	}

}
