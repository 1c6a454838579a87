package io.uppercased.flow;

import java.nio.charset.CharacterCodingException;
import java.util.function.Consumer;

import io.uppercased.transform.PayloadTransformer;
import io.uppercased.transport.Datagram;
import io.uppercased.transport.DropReason;
import org.apache.commons.logging.LogFactory;

/**
 * Replies to each message with what the transformer makes of it. A transformer that fails
 * costs the datagram it failed on, and no other.
 */
public final class Transformation implements Consumer<Datagram> {

	private final FailureLog failures = new FailureLog(LogFactory.getLog(Transformation.class));

	private final PayloadTransformer transformer;

	public Transformation(PayloadTransformer transformer) {
		this.transformer = transformer;
	}

	public PayloadTransformer transformer() {
		return this.transformer;
	}

	@Override
	public void accept(Datagram datagram) {
		try {
			datagram.reply(this.transformer.transform(datagram.message(), datagram));
		}
		catch (CharacterCodingException ex) {
			datagram.drop(DropReason.MALFORMED);
		}
		catch (Throwable ex) {
			datagram.drop(DropReason.TRANSFORM_FAILED);
			this.failures.failed("The transformer failed", ex);
		}
	}

}
