package io.uppercased.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a window. Selenium downloads nothing, because it gets the
 * paths of both programs.
 */
public final class Browser implements AutoCloseable {

	private static final File CHROMIUM = new File("/usr/bin/chromium");

	private static final File CHROMEDRIVER = new File("/usr/bin/chromedriver");

	// Warns that it does not support the newest DevTools protocol, which is not used
	// here.
	private static final Logger logger = Logger.getLogger("org.openqa.selenium");

	private final ChromeDriver driver;

	private final String axe;

	public Browser() throws IOException {
		logger.setLevel(Level.SEVERE);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		this.driver = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(CHROMEDRIVER).usingAnyFreePort().build(),
				options);
		try (InputStream script = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
			this.axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	public static boolean isInstalled() {
		return CHROMIUM.canExecute() && CHROMEDRIVER.canExecute();
	}

	/**
	 * Waits for what a page shows. It is checked less often than other conditions,
	 * because each check needs processor time in the driver and in the browser.
	 */
	public static ConditionFactory await() {
		return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100));
	}

	/**
	 * Shows a page.
	 * @param url its address
	 * @param colorScheme {@code light} or {@code dark}
	 * @param width the width of the window, in CSS pixels; a phone below 500
	 */
	public void open(String url, String colorScheme, int width) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 830, "deviceScaleFactor", 1.5, "mobile", width < 500));
		// Ends the page before, whose requests to a service that has ended would fail.
		this.driver.get("about:blank");
		errors();
		this.driver.get(url);
	}

	public WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	public int count(String selector) {
		return this.driver.findElements(By.cssSelector(selector)).size();
	}

	/**
	 * Returns the text of an element that the page may replace at any moment.
	 * @param selector selects the element
	 * @return the text, empty if there is no such element
	 */
	public String text(String selector) {
		return (String) run("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
	}

	public Object run(String script, Object... arguments) {
		return Objects.requireNonNull(this.driver.executeScript(script, arguments));
	}

	/**
	 * Checks the accessibility of the page.
	 * @return a line for each fault that axe-core finds
	 */
	public List<?> accessibilityFaults() {
		this.driver.executeScript(this.axe);
		Object faults = this.driver.executeAsyncScript("""
				const done = arguments[0]
				axe.run().then(({ violations }) => done(violations.flatMap(({ id, impact, nodes }) =>
					nodes.map((node) => `${impact} ${id}: ${node.html}: ${node.failureSummary}`))))""");
		return (List<?>) Objects.requireNonNull(faults);
	}

	/**
	 * Returns the errors since the last call, including violations of the content
	 * security policy.
	 * @return the lines of the browser's console
	 */
	public List<String> errors() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(Object::toString).toList();
	}

	/**
	 * Takes a picture of the window.
	 * @param file where to put it, as PNG
	 */
	public void takePicture(Path file) throws IOException {
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
