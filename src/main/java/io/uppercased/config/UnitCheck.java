package io.uppercased.config;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Refuses a duration or size under {@code udp} that has no unit, which would be taken for
 * milliseconds or bytes.
 */
class UnitCheck implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("udp");

	@Override
	public BindHandler apply(BindHandler parent) {
		return new AbstractBindHandler(parent) {

			@Override
			public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Object result) {
				ConfigurationProperty property = context.getConfigurationProperty();
				if (PREFIX.isAncestorOf(name) && property != null) {
					check(property, result);
				}
				return super.onSuccess(name, target, context, result);
			}

		};
	}

	private static void check(ConfigurationProperty property, Object result) {
		String value = String.valueOf(property.getValue());
		String examples = switch (result) {
			case Duration time -> "#ms, #s or #m";
			case DataSize size -> "#B, #KB or #MB";
			default -> "";
		};
		if (!examples.isEmpty() && value.matches("[+-]?\\d*[1-9]\\d*")) {
			throw new InvalidConfigurationPropertyValueException(property.getName().toString(), property.getValue(),
					"It lacks a unit: " + examples.replace("#", value) + ".");
		}
	}

}
