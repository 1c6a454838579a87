package io.uppercased;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the service.
 */
@SpringBootApplication
public class UppercasedApplication {

	static void main(String[] args) {
		SpringApplication.run(UppercasedApplication.class, args);
	}

}
