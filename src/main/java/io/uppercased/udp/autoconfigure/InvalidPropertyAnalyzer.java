package io.uppercased.udp.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.uppercased.udp.admission.PortRange;
import io.uppercased.udp.admission.SourceRange;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyMatches;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
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
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Says of a property under {@code udp}, or of the time to stop in, that cannot be taken
 * what would be valid, in a line or two.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidPropertyAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("udp");

	private static final ConfigurationPropertyName PHASE_TIMEOUT = ConfigurationPropertyName
		.of(UdpAutoConfiguration.PHASE_TIMEOUT);

	private final Environment environment;

	InvalidPropertyAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!PREFIX.equals(cause.getName()) && !PREFIX.isAncestorOf(cause.getName())
				&& !PHASE_TIMEOUT.equals(cause.getName())) {
			return null;
		}
		UnboundConfigurationPropertiesException unbound = findCause(cause,
				UnboundConfigurationPropertiesException.class);
		if (unbound != null) {
			return analysis(unbound.getUnboundProperties()
				.stream()
				.map((property) -> unknown(property, cause))
				.collect(Collectors.joining(System.lineSeparator())), cause);
		}
		InvalidConfigurationPropertyValueException invalid = findCause(cause,
				InvalidConfigurationPropertyValueException.class);
		if (invalid != null) {
			boolean ofOneValue = cause.getName().toString().equals(invalid.getName());
			// As it was given: 100MB, and not the bytes that it was read as.
			String given = this.environment.getProperty(invalid.getName());
			return analysis(line(invalid.getName(), (given != null) ? given : invalid.getValue(), null,
					invalid.getReason() + (ofOneValue ? " " + valid(cause) : "")), cause);
		}
		ConfigurationProperty property = cause.getProperty();
		return analysis((property != null)
				? line(property.getName().toString(), property.getValue(), property.getOrigin(),
						reason(cause) + valid(cause))
				: "%1$s is a group of properties and takes no value of its own, but %1$s.… does."
					.formatted(cause.getName()),
				cause);
	}

	private static FailureAnalysis analysis(String description, BindException cause) {
		return new FailureAnalysis(description, "Correct or remove it.", cause);
	}

	private static String unknown(ConfigurationProperty property, BindException cause) {
		String name = property.getName().toString();
		Class<?> owner = owner(target(cause), cause.getName().getNumberOfElements(), property.getName());
		String[] matches = PropertyMatches.forField(camelCase(property.getName()), owner, 3).getPossibleMatches();
		String nearest = (matches.length == 0) ? "" : " Did you mean %s?".formatted(Arrays.stream(matches)
			.map((match) -> name.substring(0, name.lastIndexOf('.') + 1) + DataObjectPropertyName.toDashedForm(match))
			.collect(Collectors.joining(" or ")));
		return "There is no property %s%s.%s".formatted(name, from(property.getOrigin()), nearest);
	}

	/**
	 * Finds the record that a property belongs to; {@code Object} if it is in no group.
	 * @param root the record of the prefix
	 * @param depth how many elements the prefix has
	 */
	private static Class<?> owner(Class<?> root, int depth, ConfigurationPropertyName name) {
		Class<?> owner = root;
		for (int i = depth; i < name.getNumberOfElements() - 1 && owner.isRecord(); i++) {
			String component = camelCase(name.chop(i + 1));
			owner = Stream.of(owner.getRecordComponents())
				.filter((candidate) -> candidate.getName().equals(component))
				.<Class<?>>map(RecordComponent::getType)
				.findAny()
				.orElse(Object.class);
		}
		return owner;
	}

	private static String camelCase(ConfigurationPropertyName name) {
		String last = name.getLastElement(ConfigurationPropertyName.Form.DASHED);
		return StringUtils.uncapitalize(
				Arrays.stream(last.split("-", -1)).map(StringUtils::capitalize).collect(Collectors.joining()));
	}

	// What reads these says what is wrong with a value.
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
		return "It takes %s%s.".formatted(kind(target(cause)), description);
	}

	private static Class<?> target(BindException cause) {
		ResolvableType type = cause.getTarget().getType();
		return Objects.requireNonNull(type.hasGenerics() ? type.resolveGeneric(0) : type.resolve());
	}

	private static String kind(Class<?> target) {
		return switch (target) {
			case Class<?> choice when choice.isEnum() -> Arrays.stream(choice.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(" or "));
			case Class<?> flag when flag == boolean.class -> "true or false";
			case Class<?> number when number == int.class || number == Integer.class -> "a whole number";
			case Class<?> size when size == DataSize.class -> "a size such as 512KB or 4MB";
			case Class<?> time when time == Duration.class -> "a time such as 500ms, 10s or 1m";
			case Class<?> address when address == InetAddress.class -> "an address such as 127.0.0.1 or ::1";
			case Class<?> block when block == SourceRange.class -> "addresses or blocks such as 10.0.0.0/8";
			case Class<?> ports when ports == PortRange.class -> "ports or ranges such as 53 or 0-1023";
			case Class<?> text when text == String.class -> "a name";
			case Class<?> group when group.isRecord() -> "properties of its own, indented below it";
			default -> "another value";
		};
	}

	private static String line(String name, @Nullable Object value, @Nullable Origin origin, String valid) {
		return "%s=%s is not valid%s. %s".formatted(name, value, from(origin), valid);
	}

	private static String from(@Nullable Origin origin) {
		return (origin != null) ? " (" + origin + ")" : "";
	}

}
