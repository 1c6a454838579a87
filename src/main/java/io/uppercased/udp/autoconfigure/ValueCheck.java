package io.uppercased.udp.autoconfigure;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Refuses a value under {@code udp} that Spring Boot would take for something that its
 * author can hardly have meant: one that is empty for none, a duration or size without a
 * unit for milliseconds or bytes, {@code #12} for 18. And the number of a web server's
 * port that is none, which the server itself would tell by a stack trace.
 */
class ValueCheck implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("udp");

	private static final Set<ConfigurationPropertyName> WEB_PORTS = Set.of(ConfigurationPropertyName.of("server.port"),
			ConfigurationPropertyName.of("management.server.port"));

	@Override
	public BindHandler apply(BindHandler parent) {
		return new AbstractBindHandler(parent) {

			@Override
			public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
					BindContext context) {
				String value = value(name, context);
				if (value != null && value.isBlank()) {
					throw invalid(name, value, "It is empty.");
				}
				return super.onStart(name, target, context);
			}

			@Override
			public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Object result) {
				String value = value(name, context);
				if (value != null) {
					check(name, value.strip(), result);
				}
				else if (WEB_PORTS.contains(name) && result instanceof Integer port && port > 65535) {
					throw invalid(name, port.toString(), "It must be from 0 to 65535, or -1 for none.");
				}
				return super.onSuccess(name, target, context, result);
			}

		};
	}

	private static @Nullable String value(ConfigurationPropertyName name, BindContext context) {
		return PREFIX.equals(name) || PREFIX.isAncestorOf(name)
				? context.getBinder().bind(name, Bindable.of(String.class)).orElse(null) : null;
	}

	private static void check(ConfigurationPropertyName name, String value, Object result) {
		switch (result) {
			case Duration time -> requireUnit(name, value, "#ms, #s or #m");
			case DataSize size -> requireUnit(name, value, "#B, #KB or #MB");
			case Integer number when !value.matches("[+-]?[0-9]+") ->
				throw invalid(name, value, "It is not in decimal digits.");
			default -> {
			}
		}
	}

	private static void requireUnit(ConfigurationPropertyName name, String value, String examples) {
		if (value.matches("[+-]?\\d*[1-9]\\d*")) {
			throw invalid(name, value, "It lacks a unit: " + examples.replace("#", value) + ".");
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(ConfigurationPropertyName name, String value,
			String reason) {
		return new InvalidConfigurationPropertyValueException(name.toString(), value, reason);
	}

}
