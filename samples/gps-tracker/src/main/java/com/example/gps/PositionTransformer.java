package com.example.gps;

import io.uppercased.udp.transform.TextTransformer;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Stores the last position of a tracker and confirms it. Chosen by {@code udp.transformer=positions}.
 */
@Component("positions")
class PositionTransformer implements TextTransformer {

	private final JdbcClient database;

	PositionTransformer(JdbcClient database) {
		this.database = database;
	}

	@Override
	public String transform(String message) {
		Position position = Position.parse(message);
		this.database.sql("MERGE INTO position (tracker, latitude, longitude) KEY (tracker) VALUES (?, ?, ?)")
			.params(position.tracker(), position.latitude(), position.longitude())
			.update();
		return "OK " + position.tracker();
	}

	// It waits for the database, so each message gets a virtual thread.
	@Override
	public boolean waits() {
		return true;
	}

}
