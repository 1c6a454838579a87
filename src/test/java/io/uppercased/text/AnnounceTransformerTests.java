package io.uppercased.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.uppercased.udp.testing.TestExchange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnnounceTransformerTests {

	private final AnnounceTransformer transformer = new AnnounceTransformer();

	@Test
	void answersWithTheAddressAndTheMessage() {
		assertThat(announce("127.0.0.1", "hello")).isEqualTo("127.0.0.1:3999 server msg = hello");
	}

	@Test
	void putsAnIpv6AddressInBrackets() {
		assertThat(announce("::1", "hello")).isEqualTo("[0:0:0:0:0:0:0:1]:3999 server msg = hello");
	}

	@Test
	void doesNotChangeTheMessage() {
		ByteBuffer reply = this.transformer.transform(ByteBuffer.wrap(new byte[] { (byte) 0xff, 0 }), TestExchange.ANY);
		byte[] bytes = new byte[reply.remaining()];
		reply.get(bytes);
		assertThat(bytes).endsWith((byte) ' ', (byte) 0xff, (byte) 0);
	}

	private String announce(String host, String message) {
		ByteBuffer request = StandardCharsets.UTF_8.encode(message);
		return StandardCharsets.UTF_8.decode(this.transformer.transform(request, TestExchange.to(host, 3999)))
			.toString();
	}

}
