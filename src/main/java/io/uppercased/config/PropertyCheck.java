package io.uppercased.config;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.stereotype.Component;

/**
 * Refuses empty values that Spring Boot would ignore, such as {@code SERVER_PORT=}, and
 * ports of web servers above 65535.
 */
@Component
class PropertyCheck implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final Set<ConfigurationPropertyName> PORTS = Set.of(ConfigurationPropertyName.of("server.port"),
			ConfigurationPropertyName.of("management.server.port"));

	@Override
	public BindHandler apply(BindHandler parent) {
		return new AbstractBindHandler(parent) {

			@Override
			public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Object result) {
				if (PORTS.contains(name) && result instanceof Integer port && port > 65_535) {
					throw new InvalidConfigurationPropertyValueException(name.toString(), port,
							"It must be from 0 to 65535, or -1 for none.");
				}
				return super.onSuccess(name, target, context, result);
			}

			@Override
			public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					@Nullable Object result) throws Exception {
				ConfigurationProperty property = context.getConfigurationProperty();
				if (result == null && property != null && property.getName().equals(name)) {
					throw new InvalidConfigurationPropertyValueException(name.toString(), "",
							"It is empty. Set a value or remove it.");
				}
				super.onFinish(name, target, context, result);
			}

		};
	}

}
