package io.uppercased.udp.flow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.LimitedLog;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.InvalidMessageException;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Replies to each message with the result of the transformer, on the thread of the
 * listener. If the transformer fails, only the datagram that it failed on gets no reply.
 */
public final class Transformation implements Consumer<Burst> {

	private final LimitedLog failures = new LimitedLog(BackgroundLog.of(Transformation.class));

	private final PayloadTransformer transformer;

	private final boolean replaceMalformed;

	/**
	 * Creates a transformation.
	 * @param transformer makes the replies
	 * @param replaceMalformed whether a malformed message is answered, with U+FFFD in
	 * place of what is not UTF-8
	 */
	public Transformation(PayloadTransformer transformer, boolean replaceMalformed) {
		this.transformer = transformer;
		this.replaceMalformed = replaceMalformed;
	}

	/** Returns whether the replies depend on the local address. */
	public boolean needsLocalAddress() {
		return this.transformer.needsLocalAddress();
	}

	/**
	 * Returns whether the transformer waits, so that its datagrams leave their bursts.
	 */
	public boolean waits() {
		return this.transformer.waits();
	}

	@Override
	public void accept(Burst burst) {
		burst.forEachReceived(this::reply);
	}

	private void reply(Datagram datagram) {
		try {
			ByteBuffer reply = transform(datagram.message(), datagram.addresses());
			if (reply != null) {
				datagram.reply(reply);
			}
			else {
				datagram.leaveUnanswered();
			}
		}
		catch (Throwable ex) {
			datagram.drop(reason(ex));
		}
	}

	/** Returns the reply to a message, or {@code null} for none. */
	@Nullable ByteBuffer transform(ByteBuffer message, Exchange exchange) throws Exception {
		int length = message.limit();
		try {
			return this.transformer.transform(message, exchange);
		}
		catch (CharacterCodingException ex) {
			if (!this.replaceMalformed) {
				throw ex;
			}
			message.limit(length).position(0);
			return this.transformer.transform(StandardCharsets.UTF_8.encode(StandardCharsets.UTF_8.decode(message)),
					exchange);
		}
	}

	/**
	 * Returns why to drop a datagram after an exception of the transformer, and logs its
	 * failure.
	 */
	DropReason reason(Throwable ex) {
		if (ex instanceof CharacterCodingException || ex instanceof InvalidMessageException) {
			return DropReason.MALFORMED;
		}
		this.failures.warn("The transformer failed", ex);
		return DropReason.TRANSFORM_FAILED;
	}

}
