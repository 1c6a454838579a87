package io.uppercased.flow;

import java.nio.charset.CharacterCodingException;

import io.uppercased.transform.PayloadTransformer;
import io.uppercased.transport.Datagram;
import io.uppercased.transport.DropReason;

/**
 * Puts the transformer's reply in the place of each message. A transformer that fails
 * costs the datagram it failed on, and no other.
 */
final class Transformation extends BurstHandler {

	private final PayloadTransformer transformer;

	Transformation(PayloadTransformer transformer) {
		this.transformer = transformer;
	}

	@Override
	protected void handle(Datagram datagram) {
		try {
			datagram.reply(this.transformer.transform(datagram.payload(), datagram.localAddress()));
		}
		catch (CharacterCodingException ex) {
			datagram.drop(DropReason.MALFORMED);
		}
		catch (Throwable ex) {
			datagram.drop(DropReason.TRANSFORM_FAILED);
			this.logger.debug(ex, () -> "The transformer failed on a message from " + datagram.source());
		}
	}

}
