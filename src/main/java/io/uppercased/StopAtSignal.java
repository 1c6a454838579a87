package io.uppercased;

import java.util.concurrent.locks.LockSupport;

import io.uppercased.udp.flow.UdpIngress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Closes the context at a signal, even during a start, which the framework would first
 * complete. Starts just before the service listens: until then a signal ends the process
 * at once, because there is nothing to drain.
 */
final class StopAtSignal implements SmartLifecycle {

	private final ConfigurableApplicationContext context;

	private volatile @Nullable Runnable handler;

	private StopAtSignal(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static void install(SpringApplication application) {
		application.addInitializers((context) -> {
			// Not earlier: Spring Boot would not install its shutdown hook, and no
			// handler would run at a signal.
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
			// A signal has arrived: open nothing until the process has ended.
			while (true) {
				LockSupport.park();
			}
		}
		this.handler = added;
	}

	@Override
	public void stop() {
		Runnable added = this.handler;
		// Keep the handler of a context that is stopped but not closed: a signal must
		// still close it.
		boolean onlyStopped = this.context.isRunning() && !this.context.isClosed();
		if (added != null && !onlyStopped) {
			try {
				SpringApplication.getShutdownHandlers().remove(added);
			}
			catch (IllegalStateException ex) {
				// The process is ending already.
			}
			this.handler = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.handler != null;
	}

}
