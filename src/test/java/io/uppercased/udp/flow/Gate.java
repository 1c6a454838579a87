package io.uppercased.udp.flow;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.uppercased.udp.transform.InvalidMessageException;
import io.uppercased.udp.transform.TextTransformer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestComponent;

import static org.awaitility.Awaitility.await;

/** Echoes, and does what a message says before: waits at a gate, fails, is silent. */
@TestComponent("gate")
final class Gate implements TextTransformer {

	private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

	final Set<String> started = ConcurrentHashMap.newKeySet();

	final Set<String> interrupted = ConcurrentHashMap.newKeySet();

	final Set<String> observations = ConcurrentHashMap.newKeySet();

	@Autowired(required = false)
	private @Nullable ObservationRegistry registry;

	@Override
	public boolean waits() {
		return true;
	}

	@Override
	public @Nullable String transform(String text) throws Exception {
		this.started.add(text);
		Observation observation = (this.registry != null) ? this.registry.getCurrentObservation() : null;
		if (observation != null && !observation.isNoop()) {
			this.observations.add(observation.getContextView().getName());
		}
		String[] words = text.split(" ", 2);
		switch (words[0]) {
			case "fail" -> throw new IllegalStateException("thrown by a test");
			case "invalid" -> throw new InvalidMessageException("refused by a test");
			case "silent" -> {
				return null;
			}
			case "large" -> {
				return "x".repeat(65_508);
			}
			case "wait", "insist" -> pass(words[1], text, words[0].equals("insist"));
			default -> {
			}
		}
		return text;
	}

	private void pass(String name, String text, boolean insist) throws InterruptedException {
		while (true) {
			try {
				latch(name).await();
				return;
			}
			catch (InterruptedException ex) {
				this.interrupted.add(text);
				if (!insist) {
					throw ex;
				}
			}
		}
	}

	private CountDownLatch latch(String name) {
		return this.gates.computeIfAbsent(name, (key) -> new CountDownLatch(1));
	}

	void open(String name) {
		latch(name).countDown();
	}

	void awaitStart(String text) {
		await().until(() -> this.started.contains(text));
	}

}
