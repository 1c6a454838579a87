package io.uppercased.udp.flow;

import java.util.List;
import java.util.function.Consumer;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.LimitedLog;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.DropReason;

/**
 * Passes a burst through the flow, and ensures that each of its datagrams ends or leaves,
 * and that the observers see it. Used by the threads of all listeners and by those that
 * send late replies. It never fails.
 */
final class BurstPath implements Consumer<Burst> {

	private final LimitedLog failures = new LimitedLog(BackgroundLog.of(BurstPath.class));

	private final Consumer<Burst> flow;

	private final List<BurstObserver> observers;

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

	/** Sends the replies of datagrams that left their bursts. */
	void sendLater(Burst burst) {
		guarded(UdpEgress::send, burst);
		burst.dropRest(DropReason.SEND_FAILED);
		for (BurstObserver observer : this.observers) {
			guarded(observer::completedLater, burst);
		}
	}

	private void guarded(Consumer<Burst> action, Burst burst) {
		try {
			action.accept(burst);
		}
		catch (Throwable ex) {
			this.failures.warn("A step or an observer failed on a burst", ex);
		}
	}

}
