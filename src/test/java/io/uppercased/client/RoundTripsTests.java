package io.uppercased.client;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundTripsTests {

	@Test
	void givesTheNumbersThatPingGives() {
		RoundTrips roundTrips = new RoundTrips();
		IntStream.rangeClosed(1, 200).map((i) -> 201 - i).mapToObj(Duration::ofMillis).forEach(roundTrips::answered);
		roundTrips.lost("No answer");
		assertThat(roundTrips).hasToString("""
				201 sent, 200 received, 1 lost (0.5%)
				round trip min/median/p99/max = 1.000/100.000/198.000/200.000 ms""".replace("\n",
				System.lineSeparator()));
	}

	@Test
	void hasNoTimesWhenAllAreLost() {
		RoundTrips roundTrips = new RoundTrips();
		roundTrips.lost("No answer");
		assertThat(roundTrips.isEmpty()).isTrue();
		assertThat(roundTrips).hasToString("1 sent, 0 received, 1 lost (100.0%)");
	}

}
