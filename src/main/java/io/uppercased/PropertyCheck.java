package io.uppercased;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Refuses values of all properties that Spring Boot would ignore, such as an empty
 * {@code SERVER_PORT}, and ports of web servers above 65535.
 */
@Component
class PropertyCheck implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final Set<ConfigurationPropertyName> PORTS = Set.of(ConfigurationPropertyName.of("server.port"),
			ConfigurationPropertyName.of("management.server.port"));

	PropertyCheck(Environment environment) {
		// With an empty port, nothing binds the properties of the management server.
		for (String property : new String[] { "management.server.port", "management.server.address" }) {
			if (environment.getProperty(property, "-").isBlank()) {
				throw empty(property);
			}
		}
	}

	private static InvalidConfigurationPropertyValueException empty(String property) {
		return new InvalidConfigurationPropertyValueException(property, "", "It is empty. Set a value or remove it.");
	}

	@Override
	public BindHandler apply(BindHandler parent) {
		return new AbstractBindHandler(parent) {

			@Override
			public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
					BindContext context) {
				Class<?> type = target.getType().toClass();
				// An empty text or list may be meant.
				boolean needsValue = (BeanUtils.isSimpleValueType(type) && type != String.class)
						|| type == Duration.class || type == DataSize.class;
				if (needsValue && context.getBinder()
					.bind(name, Bindable.of(String.class))
					.map(String::isBlank)
					.orElse(false)) {
					throw empty(name.toString());
				}
				return super.onStart(name, target, context);
			}

			@Override
			public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Object result) {
				if (PORTS.contains(name) && result instanceof Integer port && port > 65_535) {
					throw new InvalidConfigurationPropertyValueException(name.toString(), port,
							"It must be from 0 to 65535, or -1 for none.");
				}
				return super.onSuccess(name, target, context, result);
			}

		};
	}

}
