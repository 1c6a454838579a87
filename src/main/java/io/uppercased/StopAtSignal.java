package io.uppercased;

import java.util.concurrent.locks.LockSupport;

import io.uppercased.udp.flow.UdpIngress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Closes the context at a signal; the framework would first complete a start in progress.
 * Starts just before the service listens: until then a signal ends the process at once,
 * because nothing can be lost yet. Runs while its shutdown handler is registered.
 */
final class StopAtSignal implements SmartLifecycle {

	private final ConfigurableApplicationContext context;

	private volatile @Nullable Runnable handler;

	private StopAtSignal(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static void install(SpringApplication application) {
		application.addInitializers((context) -> {
			// Not earlier: then no handler would run at a signal either.
			application.setRegisterShutdownHook(false);
			context.getBeanFactory().registerSingleton("stopAtSignal", new StopAtSignal(context));
		});
	}

	@Override
	public int getPhase() {
		return UdpIngress.PHASE - 1;
	}

	@Override
	public void start() {
		Readiness readiness = this.context.getBean(Readiness.class);
		Runnable added = () -> {
			readiness.end();
			this.context.close();
		};
		try {
			SpringApplication.getShutdownHandlers().add(added);
		}
		catch (IllegalStateException ex) {
			awaitEndOfProcess();
		}
		this.handler = added;
	}

	// A signal has arrived: nothing may be opened.
	private static void awaitEndOfProcess() {
		while (true) {
			LockSupport.park();
		}
	}

	@Override
	public void stop() {
		Runnable added = this.handler;
		// A context that is only stopped still has to be closed at a signal.
		boolean onlyStopped = this.context.isRunning() && !this.context.isClosed();
		if (added != null && !onlyStopped) {
			try {
				SpringApplication.getShutdownHandlers().remove(added);
			}
			catch (IllegalStateException ex) {
				// The process ends, which is why the context is closed.
			}
			this.handler = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.handler != null;
	}

}
