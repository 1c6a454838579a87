package io.uppercased.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Does what the first letter of a message says, most of it wrong. bench/chaos/run knows
 * how each ends. A message with any other letter is uppercased.
 */
@Component("hostile")
class Hostile implements PayloadTransformer {

	private final PayloadTransformer uppercase;

	Hostile(@Qualifier("uppercase") PayloadTransformer uppercase) {
		this.uppercase = uppercase;
	}

	@Override
	public boolean waits() {
		return Boolean.getBoolean("chaos.blocks");
	}

	@Override
	public ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception {
		return switch (message.hasRemaining() ? message.get(message.position()) : ' ') {
			case 'x' -> throw new IOException("hostile");
			case 'e' -> throw new AssertionError("hostile");
			case 'o' -> throw new OutOfMemoryError("hostile");
			case 's' -> overflow(message);
			case 'p' -> throw new Unprintable();
			case 'c' -> throw new IllegalStateException("hostile" + message.clear().limit(0));
			case 'n' -> null;
			case 'b' -> ByteBuffer.allocate(65_508);
			case 'i' -> {
				Thread.currentThread().interrupt();
				yield this.uppercase.transform(message, exchange);
			}
			case 'w' -> {
				LockSupport.parkNanos(20_000_000);
				yield this.uppercase.transform(message, exchange);
			}
			case 'l' -> {
				Thread.sleep(200);
				yield this.uppercase.transform(message, exchange);
			}
			case 'f' -> {
				Thread.sleep(50);
				throw new IOException("hostile");
			}
			case 'q' -> {
				Thread.sleep(50);
				yield null;
			}
			case 'h' -> hang();
			case 'k' -> hangOn(Duration.ofSeconds(4));
			case 'z' -> hangOn(Duration.ofDays(1));
			case 'r' -> this.uppercase.transform(message, exchange).asReadOnlyBuffer();
			case 'd' -> ByteBuffer.allocateDirect(message.remaining() + 20)
				.position(10)
				.put(this.uppercase.transform(message, exchange))
				.flip()
				.position(10);
			default -> this.uppercase.transform(message, exchange);
		};
	}

	/**
	 * Hangs until it is interrupted.
	 */
	private static ByteBuffer hang() throws InterruptedException {
		Thread.sleep(Duration.ofDays(1));
		return null;
	}

	/**
	 * Hangs, and ignores interrupts.
	 */
	private static ByteBuffer hangOn(Duration duration) {
		for (long end = System.nanoTime() + duration.toNanos(); System.nanoTime() < end;) {
			LockSupport.parkNanos(10_000_000);
			Thread.interrupted();
		}
		return null;
	}

	@SuppressWarnings("InfiniteRecursion")
	private static ByteBuffer overflow(ByteBuffer message) {
		return overflow(message).duplicate();
	}

	/**
	 * An exception that fails when it is asked what it is.
	 */
	private static final class Unprintable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new UnsupportedOperationException();
		}

		@Override
		public String toString() {
			throw new UnsupportedOperationException();
		}

	}

}
