package io.uppercased.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.uppercased.text.UppercaseTransformer;
import io.uppercased.udp.transform.Exchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to make one reply, against the way through a String that handles every
 * text alike.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UppercaseTransformerBenchmark {

	private static final Exchange EXCHANGE = new Exchange() {

		@Override
		public InetSocketAddress source() {
			throw new UnsupportedOperationException("The transformer does not ask");
		}

		@Override
		public InetSocketAddress localAddress() {
			throw new UnsupportedOperationException("The transformer does not ask");
		}

	};

	private final UppercaseTransformer transformer = new UppercaseTransformer();

	@Param
	private Text text;

	private ByteBuffer message;

	@Setup
	public void setUp() {
		byte[] bytes = this.text.value.getBytes(StandardCharsets.UTF_8);
		this.message = ByteBuffer.allocateDirect(bytes.length).put(bytes);
	}

	/**
	 * From the second call on the text is in capitals. They cost the same, because the
	 * transformer does not branch on them.
	 */
	@Benchmark
	public ByteBuffer transformer() throws CharacterCodingException {
		return this.transformer.transform(this.message.rewind(), EXCHANGE);
	}

	@Benchmark
	public ByteBuffer string() {
		byte[] bytes = new byte[this.message.rewind().remaining()];
		this.message.get(bytes);
		String upper = new String(bytes, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
		return ByteBuffer.wrap(upper.getBytes(StandardCharsets.UTF_8));
	}

	public enum Text {

		ASCII_64(ascii(64)), ASCII_512(ascii(512)), ASCII_1400(ascii(1400)),

		UNICODE_64("füße, čaj, œuvre, ἀγάπη, вода, ŉ; ascii and more.");

		private final String value;

		Text(String value) {
			this.value = value;
		}

		private static String ascii(int length) {
			return "the quick brown fox jumps over the lazy dog; ".repeat(length).substring(0, length);
		}

	}

}
