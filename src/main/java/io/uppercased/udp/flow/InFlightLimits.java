package io.uppercased.udp.flow;

import java.time.Duration;

/**
 * The limits of exchanges in flight.
 *
 * @param count how many there may be, from 1
 * @param bytes how many bytes their messages may have together; one alone may have more
 * @param timeout how long each may take, zero for no limit
 */
public record InFlightLimits(int count, long bytes, Duration timeout) {
}
