package io.uppercased.udp.autoconfigure;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.uppercased.udp.admission.PortRange;
import io.uppercased.udp.admission.SourceRange;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Describes an unknown property or an invalid value under {@code udp}, and what is valid,
 * in a line or two.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidPropertyAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("udp");

	private static final Map<Class<?>, String> KINDS = Map.of(boolean.class, "true or false", int.class,
			"a whole number", Integer.class, "a whole number", DataSize.class, "a size such as 512KB or 4MB",
			Duration.class, "a time such as 500ms, 10s or 1m", InetAddress.class, "an address such as 127.0.0.1 or ::1",
			SourceRange.class, "addresses or blocks such as 10.0.0.0/8", PortRange.class,
			"ports or ranges such as 53 or 0-1023", String.class, "a name");

	private static final int MAX_TYPING_ERRORS = 3;

	private final Environment environment;

	InvalidPropertyAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		return (PREFIX.equals(cause.getName()) || PREFIX.isAncestorOf(cause.getName()))
				? new FailureAnalysis(describe(cause), "Correct or remove it.", cause) : null;
	}

	private String describe(BindException cause) {
		UnboundConfigurationPropertiesException unbound = findCause(cause,
				UnboundConfigurationPropertiesException.class);
		if (unbound != null) {
			return unbound.getUnboundProperties()
				.stream()
				.map(InvalidPropertyAnalyzer::unknown)
				.collect(Collectors.joining(System.lineSeparator()));
		}
		InvalidConfigurationPropertyValueException invalid = findCause(cause,
				InvalidConfigurationPropertyValueException.class);
		if (invalid != null) {
			boolean isOneValue = cause.getName().toString().equals(invalid.getName());
			// The environment has the value as it was written: 100MB instead of bytes.
			String written = this.environment.getProperty(invalid.getName());
			return line(invalid.getName(), (written != null) ? written : invalid.getValue(), null,
					invalid.getReason() + (isOneValue ? " " + valid(cause) : ""));
		}
		ConfigurationProperty property = cause.getProperty();
		return (property != null)
				? line(property.getName().toString(), property.getValue(), property.getOrigin(),
						reason(cause) + valid(cause))
				: "%1$s is a group of properties. Set %1$s.… instead.".formatted(cause.getName());
	}

	private static String line(String name, @Nullable Object value, @Nullable Origin origin, String valid) {
		return "%s=%s is not valid%s. %s".formatted(name, value, from(origin), valid);
	}

	private static String from(@Nullable Origin origin) {
		return (origin != null) ? " (" + origin + ")" : "";
	}

	private static String unknown(ConfigurationProperty property) {
		String name = property.getName().toString();
		String nearest = PropertyDescription.readAll()
			.stream()
			.map(PropertyDescription::name)
			.filter((known) -> distance(name, known) <= MAX_TYPING_ERRORS)
			.collect(Collectors.joining(" or "));
		return "There is no property %s%s.%s".formatted(name, from(property.getOrigin()),
				nearest.isEmpty() ? "" : " Did you mean %s?".formatted(nearest));
	}

	/**
	 * Returns the Levenshtein distance: how many characters to insert, delete or replace.
	 */
	private static int distance(String from, String to) {
		int[] previous = IntStream.rangeClosed(0, to.length()).toArray();
		for (int i = 1; i <= from.length(); i++) {
			int[] next = new int[previous.length];
			next[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int replace = previous[j - 1] + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				next[j] = Math.min(replace, 1 + Math.min(previous[j], next[j - 1]));
			}
			previous = next;
		}
		return previous[to.length()];
	}

	// The exceptions of these types describe what is wrong with a value.
	private static String reason(BindException cause) {
		return (target(cause) == SourceRange.class || target(cause) == PortRange.class)
				? NestedExceptionUtils.getMostSpecificCause(cause).getMessage() + ". " : "";
	}

	private static String valid(BindException cause) {
		String name = cause.getName().toString().replaceAll("\\[.*", "");
		String description = PropertyDescription.readAll()
			.stream()
			.filter((property) -> property.name().equals(name))
			.map((property) -> ": " + property.description())
			.findAny()
			.orElse("");
		return "It must be %s%s.".formatted(kind(target(cause)), description);
	}

	private static Class<?> target(BindException cause) {
		ResolvableType type = cause.getTarget().getType();
		return Objects.requireNonNull(type.hasGenerics() ? type.resolveGeneric(0) : type.resolve());
	}

	private static String kind(Class<?> target) {
		if (target.isEnum()) {
			return Arrays.stream(target.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(" or "));
		}
		return KINDS.getOrDefault(target,
				target.isRecord() ? "a group of properties, indented below it" : "another value");
	}

}
