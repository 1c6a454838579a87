package io.uppercased.testing;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.uppercased.udp.testing.UdpClient;

/**
 * A client that sends in waves, waits for the replies, and counts. A message of more than
 * 1000 bytes must get no reply.
 */
public final class TestLoad {

	private static final byte[] MALFORMED = { (byte) 0xff };

	private static final byte[] OVERSIZE = new byte[1001];

	private static final Duration PAUSE = Duration.ofMillis(5);

	private final TestService service;

	private final Random random = new Random(1);

	private int answered;

	private int malformed;

	private int oversize;

	public TestLoad(TestService service) {
		this.service = service;
	}

	public void run(Duration duration) {
		long start = System.nanoTime();
		try (UdpClient client = this.service.client()) {
			for (double seconds = 0; seconds < duration.toSeconds(); seconds = (System.nanoTime() - start) / 1e9) {
				int window = (int) (60 + 40 * Math.sin(seconds / 14)) + this.random.nextInt(30);
				for (int i = 0; i < window; i++) {
					client.send("hello");
				}
				if (this.random.nextInt(10) == 0) {
					client.send(MALFORMED);
					this.malformed++;
				}
				if (this.random.nextDouble() < Math.sin(seconds / 25) / 5) {
					client.send(OVERSIZE);
					this.oversize++;
				}
				for (int i = 0; i < window; i++) {
					client.receive();
				}
				this.answered += window;
				LockSupport.parkNanos(PAUSE.toNanos());
			}
		}
	}

	public int answered() {
		return this.answered;
	}

	public int malformed() {
		return this.malformed;
	}

	public int oversize() {
		return this.oversize;
	}

}
