package io.uppercased.udp.flow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Replies to each message with what the transformer makes of it, on the listener's thread
 * or, if the transformer blocks, on a virtual thread for each. A transformer that fails
 * costs the datagram it failed on, and no other.
 */
public final class Transformation implements Consumer<Burst> {

	private final FailureLog failures = new FailureLog(BackgroundLog.of(Transformation.class));

	private final PayloadTransformer transformer;

	private final boolean replaceMalformed;

	private final boolean blocks;

	/**
	 * Creates a transformation.
	 * @param transformer what makes the replies
	 * @param replaceMalformed whether a malformed message is answered, with U+FFFD in the
	 * place of what is not UTF-8
	 */
	public Transformation(PayloadTransformer transformer, boolean replaceMalformed) {
		this.transformer = transformer;
		this.replaceMalformed = replaceMalformed;
		this.blocks = transformer.blocks();
	}

	/**
	 * Returns whether the replies depend on the local address.
	 * @return as the transformer says
	 */
	public boolean needsLocalAddress() {
		return this.transformer.needsLocalAddress();
	}

	@Override
	public void accept(Burst burst) {
		if (!this.blocks) {
			burst.forEachReceived(this::reply);
			return;
		}
		// Its end waits for all of them; an interrupt of this thread interrupts them too.
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			burst.forEachReceived((datagram) -> threads.execute(() -> reply(datagram)));
		}
	}

	private void reply(Datagram datagram) {
		try {
			ByteBuffer reply = transform(datagram);
			if (reply != null) {
				datagram.reply(reply);
			}
			else {
				datagram.drop(DropReason.DECLINED);
			}
		}
		catch (CharacterCodingException ex) {
			datagram.drop(DropReason.MALFORMED);
		}
		catch (Throwable ex) {
			datagram.drop(DropReason.TRANSFORM_FAILED);
			this.failures.failed("The transformer failed", ex);
		}
	}

	private @Nullable ByteBuffer transform(Datagram datagram) throws Exception {
		ByteBuffer message = datagram.message();
		int position = message.position();
		try {
			return this.transformer.transform(message, datagram.exchange());
		}
		catch (CharacterCodingException ex) {
			if (!this.replaceMalformed) {
				throw ex;
			}
			message.limit(position + datagram.receivedBytes()).position(position);
			return this.transformer.transform(StandardCharsets.UTF_8.encode(StandardCharsets.UTF_8.decode(message)),
					datagram.exchange());
		}
	}

}
