package io.uppercased.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The lines of an input as the bytes they are, without the LF or CR LF that ends them.
 */
final class InputLines {

	// One byte too many for a datagram, and one for the CR that a datagram does not hold.
	private static final int MAX_LINE = UdpExchange.MAX_MESSAGE + 2;

	private final InputStream in;

	private int number;

	InputLines(InputStream in) {
		this.in = new BufferedInputStream(in);
	}

	/**
	 * Returns the number of the last line, from 1.
	 */
	int number() {
		return this.number;
	}

	/**
	 * Reads the next line, and of one that no datagram can hold only so much that this
	 * shows.
	 * @return the line, or {@code null} at the end
	 */
	byte @Nullable [] next() throws IOException {
		this.number++;
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int next = this.in.read();
		if (next < 0) {
			return null;
		}
		while (next >= 0 && next != '\n' && line.size() < MAX_LINE) {
			line.write(next);
			next = this.in.read();
		}
		byte[] bytes = line.toByteArray();
		boolean endsWithReturn = next == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
		return endsWithReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
	}

}
