package io.uppercased.view;

import java.util.List;

import io.uppercased.testing.Browser;
import io.uppercased.testing.TestService;

import static io.uppercased.testing.Browser.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The live view as a browser shows it.
 *
 * @param browser the browser
 */
record LiveViewPage(Browser browser) {

	/** Opens the live view of a service, and waits for its health and a sample. */
	void open(TestService service) {
		open(service, "light", 1000);
		await().until(() -> status().equals("Healthy.") && samples() > 0);
	}

	void open(TestService service, String colorScheme, int width) {
		this.browser.open("http://localhost:" + service.webPort(), colorScheme, width);
	}

	String status() {
		return this.browser.text("#status");
	}

	int samples() {
		return this.browser.count("#samples tbody tr");
	}

	void requireNoFaults() {
		assertThat(this.browser.accessibilityFaults()).isEmpty();
		assertThat(this.browser.errors()).isEmpty();
	}

	/**
	 * Returns a total.
	 * @param line its line in a diagram
	 * @return the number, 0 if it is not shown
	 */
	long shown(String line) {
		String total = this.browser.text("figure tr[data-line='%s'] td:last-child".formatted(line));
		return total.isEmpty() ? 0 : Long.parseLong(total.replace(",", ""));
	}

	/**
	 * Returns how many packets were received according to the samples: rates multiplied
	 * by times.
	 */
	double sumOfRates() {
		List<?> rows = (List<?>) this.browser
			.run("""
					return [...document.querySelectorAll('#samples tbody tr')].map((row, i, rows) => {
						const time = (row) => Date.parse(row.querySelector('time').dateTime)
						const before = rows[i + 1]
						return before ? Number(row.cells[1].textContent.replaceAll(',', '')) * (time(row) - time(before)) / 1000 : 0
					})""");
		return rows.stream().mapToDouble((packets) -> ((Number) packets).doubleValue()).sum();
	}

}
