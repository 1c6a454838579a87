package io.uppercased.udp.flow;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class InFlightPlacesTests {

	@Test
	void messagesTakeNoMoreMemoryThanTheLimitInBytes() {
		InFlightLimits limits = new InFlightLimits(1024, 100, Duration.ZERO);
		InFlightPlaces places = new InFlightPlaces(limits);
		assertThat(places.take(65_507)).isTrue();
		places.free(65_507);
		assertThat(places.take(60)).isTrue();
		Thread second = Thread.ofPlatform().start(() -> places.take(60));
		await().until(() -> places.isAwaitedBy(second));
		places.free(60);
		await().until(() -> !second.isAlive());
		places.close();
		assertThat(places.take(1)).isFalse();
	}

}
