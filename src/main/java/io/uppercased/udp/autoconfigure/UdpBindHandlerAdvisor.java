package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * Refuses values under {@code udp} that Spring Boot would accept with a meaning that was
 * probably not intended: an empty value, a duration or size without a unit, {@code #12}
 * for 18, and in YAML {@code 022} for 18. Accepts names under {@code udp} that belong to
 * another record of properties.
 */
record UdpBindHandlerAdvisor(ListableBeanFactory beanFactory) implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("udp");

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
					requireDecimalYaml(name, context.getConfigurationProperty());
					check(name, value.strip(), result);
				}
				return super.onSuccess(name, target, context, result);
			}

			@Override
			public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					@Nullable Object result) throws Exception {
				if (name.equals(PREFIX)) {
					List<ConfigurationPropertyName> others = otherPrefixes();
					for (ConfigurationPropertySource source : context.getSources()) {
						if (source instanceof IterableConfigurationPropertySource iterable) {
							iterable.stream()
								.filter((found) -> others.stream().anyMatch((other) -> other.isAncestorOf(found)))
								.forEach((found) -> super.onSuccess(found, target, context, found));
						}
					}
				}
				super.onFinish(name, target, context, result);
			}

		};
	}

	// The bean of a record of properties has the name of its prefix, a hyphen and the
	// class.
	private List<ConfigurationPropertyName> otherPrefixes() {
		return Stream.of(this.beanFactory.getBeanDefinitionNames())
			.filter((bean) -> bean.startsWith(PREFIX + "."))
			.map((bean) -> bean.replaceFirst("-[^-]*$", ""))
			.filter(ConfigurationPropertyName::isValid)
			.map(ConfigurationPropertyName::of)
			.toList();
	}

	private static @Nullable String value(ConfigurationPropertyName name, BindContext context) {
		return PREFIX.equals(name) || PREFIX.isAncestorOf(name)
				? context.getBinder().bind(name, Bindable.of(String.class)).orElse(null) : null;
	}

	/**
	 * Refuses a number that YAML does not read as decimal, such as 012000, which is 5120.
	 */
	private static void requireDecimalYaml(ConfigurationPropertyName name, @Nullable ConfigurationProperty property) {
		if (property != null && property.getValue() instanceof Number number
				&& property.getOrigin() instanceof PropertySourceOrigin source
				&& source.getOrigin() instanceof TextResourceOrigin origin && origin.getResource() != null
				&& origin.getLocation() != null) {
			String written = read(origin.getResource(), origin.getLocation());
			if (!written.equals(number.toString())) {
				throw invalid(name, number.toString(),
						"YAML reads %s as %s. Write it in decimal digits or in quotes.".formatted(written, number));
			}
		}
	}

	private static String read(Resource file, Location location) {
		try {
			String line = file.getContentAsString(StandardCharsets.UTF_8)
				.lines()
				.skip(location.getLine())
				.findFirst()
				.orElse("");
			return line.substring(Math.min(location.getColumn(), line.length())).strip().split("[\\s,\\]}]", 2)[0];
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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
