package com.example.gps;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.InvalidMessageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(properties = "udp.port=0")
class PositionTransformerTests {

	@Value("${local.udp.port}")
	int port;

	@Autowired
	JdbcClient database;

	@Autowired
	DataSource dataSource;

	@Test
	void storesAPositionAndConfirmsIt() {
		try (UdpClient tracker = UdpClient.connected("127.0.0.1", this.port)) {
			assertThat(tracker.exchange("truck-7,48.137,11.575")).isEqualTo("OK truck-7");
		}
		assertThat(this.database.sql("SELECT tracker, latitude, longitude FROM position WHERE tracker = 'truck-7'")
			.query(Position.class)
			.list()).containsExactly(new Position("truck-7", 48.137, 11.575));
	}

	@Test
	void aLockedRowDelaysOnlyItsTracker() throws SQLException {
		try (UdpClient slow = UdpClient.connected("127.0.0.1", this.port);
				UdpClient fast = UdpClient.connected("127.0.0.1", this.port);
				Connection other = this.dataSource.getConnection()) {
			assertThat(slow.exchange("truck-1,0,0")).isEqualTo("OK truck-1");
			other.setAutoCommit(false);
			other.createStatement().executeQuery("SELECT * FROM position WHERE tracker = 'truck-1' FOR UPDATE");
			slow.send("truck-1,1,1");
			for (int i = 2; i < 20; i++) {
				assertThat(fast.exchange("truck-" + i + ",0,0")).isEqualTo("OK truck-" + i);
			}
			other.commit();
			assertThat(slow.receive()).asString().isEqualTo("OK truck-1");
		}
	}

	@Test
	void doesNotAnswerAnInvalidMessage() {
		try (UdpClient tracker = UdpClient.connected("127.0.0.1", this.port)) {
			tracker.send("truck-8,north,11.575");
			assertThat(tracker.exchange("truck-9,0,0")).isEqualTo("OK truck-9");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "truck-8", "truck-8,48.137", ",48.137,11.575", "truck-8,north,11.575",
			"truck-8,90.1,11.575", "truck-8,48.137,-180.1", "truck-8,NaN,11.575", "truck-8,48.137,11.575,9" })
	void refusesInvalidPositions(String message) {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> Position.parse(message));
	}

}
