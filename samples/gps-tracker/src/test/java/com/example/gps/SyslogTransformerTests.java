package com.example.gps;

import java.time.Duration;

import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(properties = { "udp.port=0", "udp.transformer=syslog" })
class SyslogTransformerTests {

	@Value("${local.udp.port}")
	int port;

	@Autowired
	JdbcClient database;

	@Test
	void storesALineAndSendsNoReply() {
		try (UdpClient host = UdpClient.connected("127.0.0.1", this.port)) {
			host.send("not syslog");
			host.send("<34>su: failed for root");
			await().until(() -> this.database.sql("SELECT text FROM log_line WHERE priority = 34")
				.query(String.class)
				.list()
				.contains("su: failed for root"));
			assertThat(host.receive(Duration.ofMillis(100))).isNull();
		}
	}

}
