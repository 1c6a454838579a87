package io.uppercased.udp.flow;

import java.util.List;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.DropReason;

/**
 * Passes a burst through the flow, and ensures that each of its datagrams has ended and
 * that the observers see it. Used by the threads of all listeners; it never fails.
 */
final class BurstPath implements Consumer<Burst> {

	private static final BackgroundLog logger = BackgroundLog.of(BurstPath.class);

	private final Consumer<Burst> flow;

	private final List<BurstObserver> observers;

	private final FailureLog failures = new FailureLog(logger);

	BurstPath(Consumer<Burst> flow, List<BurstObserver> observers) {
		this.flow = flow;
		this.observers = List.copyOf(observers);
	}

	@Override
	public void accept(Burst burst) {
		for (BurstObserver observer : this.observers) {
			guarded(observer::received, burst);
		}
		guarded(this.flow, burst);
		burst.dropRest(DropReason.UNHANDLED);
		for (BurstObserver observer : this.observers) {
			guarded(observer::completed, burst);
		}
	}

	private void guarded(Consumer<Burst> action, Burst burst) {
		try {
			action.accept(burst);
		}
		catch (Throwable ex) {
			this.failures.failed("A step or an observer failed on a burst", ex);
		}
	}

}
