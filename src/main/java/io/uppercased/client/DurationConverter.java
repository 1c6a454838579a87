package io.uppercased.client;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations such as {@code 500us}, {@code 10ms} and {@code 1s}.
 */
final class DurationConverter implements ITypeConverter<Duration> {

	/** With eight digits the longest, in minutes, is still a long of nanoseconds. */
	private static final Pattern DURATION = Pattern.compile("(\\d{1,8})(us|ms|s|m)");

	private static final Map<String, ChronoUnit> UNITS = Map.of("us", ChronoUnit.MICROS, "ms", ChronoUnit.MILLIS, "s",
			ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES);

	@Override
	public Duration convert(String value) {
		Matcher matcher = DURATION.matcher(value);
		if (!matcher.matches()) {
			throw new TypeConversionException("'%s' is not a duration such as 500us, 10ms, 1s or 1m".formatted(value));
		}
		return Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
	}

}
