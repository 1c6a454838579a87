package com.example.gps;

import io.uppercased.udp.transform.InvalidMessageException;

/**
 * The position of a tracker.
 *
 * @param tracker the ID of the tracker
 * @param latitude degrees, north is positive
 * @param longitude degrees, east is positive
 */
record Position(String tracker, double latitude, double longitude) {

	/**
	 * Parses a message.
	 * @param message {@code ID,latitude,longitude}
	 * @return the position
	 * @throws InvalidMessageException if it is anything else
	 */
	static Position parse(String message) {
		String[] fields = message.strip().split(",", -1);
		if (fields.length != 3 || fields[0].isBlank()) {
			throw new InvalidMessageException("not ID,latitude,longitude");
		}
		return new Position(fields[0], degrees(fields[1], 90), degrees(fields[2], 180));
	}

	private static double degrees(String field, int max) {
		try {
			double degrees = Double.parseDouble(field);
			if (Math.abs(degrees) <= max) {
				return degrees;
			}
		}
		catch (NumberFormatException ex) {
			// Refused below.
		}
		throw new InvalidMessageException("not a number of degrees up to " + max);
	}

}
