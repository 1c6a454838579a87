package com.example.gps;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.uppercased.udp.transform.InvalidMessageException;
import io.uppercased.udp.transform.TextTransformer;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Stores a line such as {@code <34>su: failed for root} and sends no reply. Chosen by
 * {@code udp.transformer=syslog}.
 */
@Component("syslog")
class SyslogTransformer implements TextTransformer {

	private static final Pattern LINE = Pattern.compile("(?s)<(\\d{1,3})>(.*)");

	private final JdbcClient database;

	SyslogTransformer(JdbcClient database) {
		this.database = database;
	}

	@Override
	public @Nullable String transform(String message) {
		Matcher line = LINE.matcher(message);
		if (!line.matches()) {
			throw new InvalidMessageException("no <priority> at its start");
		}
		this.database.sql("INSERT INTO log_line (priority, text) VALUES (?, ?)")
			.params(Integer.valueOf(line.group(1)), line.group(2))
			.update();
		return null;
	}

	@Override
	public boolean waits() {
		return true;
	}

}
