package io.uppercased.view;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.uppercased.testing.Browser;
import io.uppercased.testing.TestLoad;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transform.TextTransformer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import org.springframework.boot.test.context.TestComponent;

import static io.uppercased.testing.Browser.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/**
 * The live view in a browser. {@code -Dlive-view.picture=FILE} writes a picture of it to
 * a file, after five minutes of load.
 */
@Tag("process")
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the browser")
@EnabledIf(value = "io.uppercased.testing.Browser#isInstalled",
		disabledReason = "needs /usr/bin/chromium and chromedriver")
@TestInstance(Lifecycle.PER_CLASS)
class LiveViewBrowserTests {

	private static final Path PICTURE = Path.of(System.getProperty("live-view.picture", "target/live-view.png"));

	private static final Duration LOAD = Duration.ofSeconds(PICTURE.startsWith("target") ? 2 : 290);

	private Browser browser;

	private LiveViewPage page;

	private TestService service;

	@BeforeAll
	void open() throws IOException {
		this.browser = new Browser();
		this.page = new LiveViewPage(this.browser);
		this.service = TestService.start("--udp.live-view.send=true", "--udp.top-senders=10");
	}

	@AfterAll
	void close() {
		this.browser.close();
		this.service.close();
	}

	@Test
	void agreesWithTheMetersWhileALoadRuns() throws Exception {
		try (TestService loaded = TestService.start("--udp.max-payload=1000B")) {
			this.page.open(loaded);
			this.browser.run("""
					window.announced = 0
					new MutationObserver(() => window.announced++).observe(document.querySelector('#status'), {
						childList: true, characterData: true, subtree: true })
					return true""");
			TestLoad load = new TestLoad(loaded);
			Thread sender = Thread.ofPlatform().start(() -> load.run(LOAD));
			while (sender.isAlive()) {
				long before = (long) loaded.received();
				await().until(() -> this.page.shown("received") > before || !sender.isAlive());
				assertThat(this.page.shown("received")).isLessThanOrEqualTo((long) loaded.received());
			}
			sender.join();
			this.browser.takePicture(PICTURE);
			await().untilAsserted(
					() -> assertThat(this.page.shown("received")).isEqualTo((long) loaded.received()).isPositive());
			assertThat(this.page.shown("answered")).isEqualTo(load.answered());
			assertThat(this.page.shown("malformed")).isEqualTo(load.malformed());
			assertThat(this.page.shown("oversize")).isEqualTo(load.oversize());
			assertThat(this.page.sumOfRates()).isCloseTo((double) this.page.shown("received"), withinPercentage(1));
			assertThat(this.browser.run("return window.announced")).isEqualTo(0L);
			int rows = this.page.samples();
			this.page.open(loaded);
			assertThat(this.page.samples()).as("what was before it was opened again").isGreaterThanOrEqualTo(rows);
			assertThat(this.browser.find("#send").isDisplayed()).isFalse();
			assertThat(this.browser.find("#senders").isDisplayed()).isFalse();
			this.page.requireNoFaults();
		}
	}

	@Test
	void continuesAfterARestartOfTheServiceAndOfTheAdapter() {
		int port;
		try (TestService first = TestService.start(); UdpClient client = first.client()) {
			port = first.webPort();
			this.page.open(first);
			client.exchange("hello");
			await().until(() -> this.page.shown("received") == 1);
		}
		await().until(() -> this.page.status().startsWith("The service does not answer."));
		try (TestService second = TestService.start("--server.port=" + port, "--udp.receive-buffer=4KB");
				UdpClient client = second.client()) {
			await().until(() -> this.page.status().startsWith("Healthy. Restarted before "));
			assertThat(this.browser.count("#packets .restart")).isEqualTo(1);
			client.exchange("hello");
			client.exchange("again");
			await().until(() -> this.page.shown("received") == 2);
			UdpIngress ingress = second.context().getBean(UdpIngress.class);
			if (ingress.transports().getFirst().capabilities().contains(Capability.KERNEL_DROPS)) {
				// This count is unknown while no socket is open.
				await().until(() -> {
					IntStream.range(0, 1000).forEach((i) -> client.send("hello"));
					return this.page.shown("kernel") > 0;
				});
			}
			ingress.stop();
			await().until(() -> this.page.status().startsWith("OUT_OF_SERVICE: udp, reason: not listening"));
			ingress.start();
			await().until(() -> this.page.status().startsWith("Healthy."));
			assertThat(this.browser.count("#packets .restart")).isEqualTo(1);
		}
	}

	@Test
	void reportsWhatItCannotRead() {
		try (TestService hidden = TestService.start("--management.endpoints.web.exposure.include=health")) {
			this.page.open(hidden, "light", 1000);
			await().until(() -> this.page.status().startsWith("Cannot read /actuator/udp: HTTP 404."));
		}
	}

	@Test
	void reportsBadHealthAndUnknownCounts() {
		try (TestService broken = TestService.start("--udp.listeners=2", "--udp.transport=nio")) {
			this.page.open(broken);
			assertThat(this.browser.text("#socket")).startsWith("127.0.0.1, UDP port ");
			assertThat(this.browser.text("#queue .quiet")).isEqualTo("Not available with this transport: queued");
			assertThat(this.browser.text("#dropped .quiet")).endsWith("Not available with this transport: kernel");
			broken.context().getBean(UdpIngress.class).transports().getLast().close();
			await()
				.untilAsserted(() -> assertThat(this.page.status()).startsWith("DOWN: ").contains("listener 1: died"));
		}
	}

	@Test
	void showsDatagramsInFlightAndUnanswered() {
		try (TestService held = TestService.start(HeldTransformer.class, "--udp.transformer=held",
				"--udp.max-in-flight=7", "--udp.reply-timeout=1m"); UdpClient client = held.client()) {
			this.page.open(held);
			client.send("hello");
			client.send("");
			await().until(() -> this.browser.text("#flight tbody").equals("datagrams27"));
			held.context().getBean(HeldTransformer.class).backend.countDown();
			await().until(() -> this.page.shown("unanswered") == 1 && this.page.shown("answered") == 1);
			await().until(() -> this.browser.text("#flight tbody").equals("datagrams07"));
			assertThat(this.browser.text("#duration tbody")).matches("datagram.*\\d.(µs|ms|s)");
			this.page.requireNoFaults();
		}
	}

	@Test
	void sendsATestMessageWithTheKeyboard() {
		this.page.open(this.service, "light", 1000);
		this.browser.find("#pause").sendKeys(Keys.TAB, Keys.chord(Keys.CONTROL, "a"), "straße", Keys.ENTER);
		await().until(() -> this.browser.text("#reply").equals("STRASSE"));
		assertThat(this.browser.errors()).isEmpty();
	}

	@Test
	void pausesAndContinues() {
		this.page.open(this.service);
		this.browser.find("#pause").sendKeys(Keys.SPACE);
		assertThat(this.page.status()).isEqualTo("Paused.");
		int samples = this.page.samples();
		await().during(Duration.ofMillis(1500))
			.until(() -> this.page.status().equals("Paused.") && this.page.samples() <= samples + 1);
		this.browser.find("#pause").sendKeys(Keys.SPACE);
		// The picture's load lasts five minutes, and then each second has a sample.
		int more = Math.min(samples + 1, 300);
		await().until(() -> this.page.status().equals("Healthy.") && this.page.samples() >= more);
	}

	@ParameterizedTest
	@CsvSource({ "light, 320", "dark, 780" })
	void isReadableOnAnyScreen(String colorScheme, int width) {
		try (UdpClient client = this.service.client()) {
			double before = this.service.dropped("malformed");
			client.send(new byte[] { (byte) 0xff });
			// A single burst, which the sample of the senders certainly contains.
			await().until(() -> this.service.dropped("malformed") > before);
			client.exchange("hello");
		}
		this.page.open(this.service, colorScheme, width);
		await().until(() -> this.page.status().equals("Healthy."));
		this.browser.find("summary").click();
		await().until(() -> this.page.samples() > 0);
		await().until(() -> this.browser.text("#senders tbody").matches("127\\.0\\.0\\.1.*malformed \\d+"));
		assertThat(this.browser.accessibilityFaults()).isEmpty();
		await().until(() -> this.browser.text("#duration tbody").matches(".*\\d.(µs|ms|s).*"));
		assertThat(this.browser.run("return document.documentElement.scrollWidth")).isEqualTo((long) width);
		assertThat(this.browser
			.run("""
					return [...document.querySelectorAll('figure')].filter((figure) => figure.scrollWidth > figure.clientWidth)
						.map((figure) => figure.id)"""))
			.asInstanceOf(LIST)
			.isEmpty();
		assertThat(this.browser.errors()).isEmpty();
	}

	/**
	 * A transformer that waits until the test lets it go on, and replies to all but empty
	 * messages.
	 */
	@TestComponent("held")
	static class HeldTransformer implements TextTransformer {

		final CountDownLatch backend = new CountDownLatch(1);

		@Override
		public @Nullable String transform(String text) throws InterruptedException {
			this.backend.await();
			return text.isEmpty() ? null : text;
		}

		@Override
		public boolean waits() {
			return true;
		}

	}

}
