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
		if (result instanceof Duration && value.matches("[+-]?\\d*[1-9]\\d*")) {
			throw invalid(property, "It lacks a unit: %1$sms, %1$ss or %1$sm.".formatted(value));
		}
		if (result instanceof DataSize && value.matches("[+-]?\\d*[1-9]\\d*")) {
			throw invalid(property, "It lacks a unit: %1$sB, %1$sKB or %1$sMB.".formatted(value));
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(ConfigurationProperty property, String reason) {
		return new InvalidConfigurationPropertyValueException(property.getName().toString(), property.getValue(),
				reason);
	}

}
