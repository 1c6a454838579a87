package io.uppercased.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundTripsTests {

	@Test
	void printsTheNumbersInTheFormatOfPing() {
		RoundTrips roundTrips = new RoundTrips(Duration.ofMillis(10), 0);
		IntStream.rangeClosed(1, 200).forEach((i) -> roundTrips.answered(i, Duration.ofMillis(201 - i), "server:1"));
		roundTrips.lost("No answer");
		assertThat(roundTrips).hasToString("""
				201 sent, 200 received, 1 lost (0.5%)
				round trip min/median/p99/max = 1.000/100.000/198.000/200.000 ms
				longest silence = 20.000 ms
				answered by server:1 (200)""".replace("\n", System.lineSeparator()));
	}

	@Test
	void hasNoTimesWhenAllAreLost() {
		RoundTrips roundTrips = new RoundTrips(Duration.ofMillis(10), 0);
		roundTrips.lost("No answer");
		assertThat(roundTrips.isEmpty()).isTrue();
		assertThat(roundTrips).hasToString("1 sent, 0 received, 1 lost (100.0%)");
	}

	@Test
	void printsTheLongestSilenceOfAnyPort() {
		assertThat(silence(2, 10)).isEqualTo("20.000 ms");
		assertThat(silence(2, 10, 3)).isEqualTo("40.000 ms");
		assertThat(silence(2, 10, 3, 4)).isEqualTo("40.000 ms");
		assertThat(silence(2, 10, 3, 5)).isEqualTo("60.000 ms");
		assertThat(silence(2, 10, 0, 2)).isEqualTo("60.000 ms");
		assertThat(silence(2, 10, 7, 9)).isEqualTo("60.000 ms");
		assertThat(silence(3, 3, 0)).isEqualTo("60.000 ms");
		assertThat(silence(0, 10, 3, 4)).isEqualTo("30.000 ms");
	}

	@Test
	void printsHowOftenEachServerAnswered() {
		RoundTrips roundTrips = new RoundTrips(Duration.ofMillis(10), 0);
		roundTrips.answered(0, Duration.ZERO, "two:1");
		roundTrips.answered(1, Duration.ZERO, "one:1");
		roundTrips.answered(2, Duration.ZERO, "two:1");
		assertThat(roundTrips.toString()).endsWith("answered by one:1 (1), two:1 (2)");
	}

	private static String silence(int ports, int sent, Integer... lost) {
		RoundTrips roundTrips = new RoundTrips(Duration.ofMillis(10), ports);
		for (int number = 0; number < sent; number++) {
			if (List.of(lost).contains(number)) {
				roundTrips.lost("No answer");
			}
			else {
				roundTrips.answered(number, Duration.ZERO, "server:1");
			}
		}
		return roundTrips.toString().replaceAll("(?s).*silence = | ms.*", "") + " ms";
	}

}
