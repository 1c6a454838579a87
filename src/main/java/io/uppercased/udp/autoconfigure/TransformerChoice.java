package io.uppercased.udp.autoconfigure;

import java.util.Map;
import java.util.TreeSet;

import io.uppercased.udp.transform.PayloadTransformer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Chooses the transformer: the bean that {@code udp.transformer} names, or the only one.
 *
 * @param beans the transformers by bean name
 */
record TransformerChoice(Map<String, PayloadTransformer> beans) {

	/**
	 * Chooses.
	 * @param name the value of {@code udp.transformer}, or {@code null} if it is not set
	 * @return the transformer
	 * @throws InvalidConfigurationPropertyValueException if no bean has this name
	 * @throws FailureAnalyzedException if there is no bean, or no way to choose one
	 */
	PayloadTransformer choose(@Nullable String name) {
		if (this.beans.isEmpty()) {
			throw new FailureAnalyzedException("There is no transformer bean, so no datagram can be answered.",
					"Add a bean that implements TextTransformer or PayloadTransformer, "
							+ "or set 'udp.enabled=false' to start without the UDP server.");
		}
		String names = String.join(", ", new TreeSet<>(this.beans.keySet()));
		if (name == null && this.beans.size() > 1) {
			throw new FailureAnalyzedException("There are several transformer beans: %s.".formatted(names),
					"Set 'udp.transformer' to the name of one of them.");
		}
		PayloadTransformer transformer = (name != null) ? this.beans.get(name) : this.beans.values().iterator().next();
		if (transformer == null) {
			throw new InvalidConfigurationPropertyValueException("udp.transformer", name,
					"No transformer bean has this name. There are: %s.".formatted(names));
		}
		return transformer;
	}

}
