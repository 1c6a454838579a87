package io.uppercased.text;

import io.uppercased.udp.transform.PayloadTransformer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The transformers that {@code udp.transformer} can name in this service. */
@Configuration(proxyBeanMethods = false)
class TextConfiguration {

	@Bean
	PayloadTransformer uppercase() {
		return new UppercaseTransformer();
	}

	@Bean
	PayloadTransformer announce() {
		return new AnnounceTransformer();
	}

}
