package io.uppercased;

import java.util.concurrent.locks.LockSupport;

import io.uppercased.udp.flow.UdpIngress;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Closes the context at a signal, in place of the framework, which would first complete a
 * start that is under way. It begins just before the service listens: until then a signal
 * ends the process at once, for there is nothing yet that could be lost.
 */
final class StopAtSignal implements SmartLifecycle {

	private final ConfigurableApplicationContext context;

	private volatile boolean running;

	private StopAtSignal(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static void install(SpringApplication application) {
		application.addInitializers((context) -> {
			// Not before: it would then run no handlers at a signal either.
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
		try {
			SpringApplication.getShutdownHandlers().add(() -> {
				readiness.end();
				this.context.close();
			});
		}
		catch (IllegalStateException ex) {
			awaitEndOfProcess();
		}
		this.running = true;
	}

	// A signal has come just now: nothing may be opened any more.
	private static void awaitEndOfProcess() {
		while (true) {
			LockSupport.park();
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
