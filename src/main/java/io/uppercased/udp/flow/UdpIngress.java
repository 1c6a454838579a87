package io.uppercased.udp.flow;

import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;
import org.springframework.integration.ip.udp.inbound.UnicastReceivingChannelAdapter;
import org.springframework.integration.support.management.SubscribableChannelManagement;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * The inbound adapter: binds its sockets on the thread that starts it, so that the start
 * fails if the port is in use, and runs a {@link UdpListener} for each. It sends one
 * message per burst, on the listener's thread.
 */
public final class UdpIngress extends UnicastReceivingChannelAdapter
		implements ApplicationListener<ContextClosedEvent> {

	/**
	 * Starts last and stops first: the phases of web servers are at most
	 * {@code Integer.MAX_VALUE - 1024}.
	 */
	public static final int PHASE = Integer.MAX_VALUE;

	private final TransportFactory transports;

	private final TransportSettings settings;

	private final int listenerCount;

	private final Consumer<List<UdpTransport>> check;

	private final GracefulStop gracefulStop;

	private final ExchangesInFlight exchanges;

	private final BurstPath path;

	private volatile Listeners listeners = Listeners.none();

	private volatile boolean closed;

	/**
	 * Creates an adapter.
	 * @param transports opens the sockets
	 * @param settings the settings of the sockets
	 * @param listenerCount the number of sockets, from 1
	 * @param check throws if the sockets, which have received nothing yet, are unsuitable
	 * @param gracefulStop stops the listeners
	 * @param observers are called for each burst
	 * @param exchanges the datagrams that leave their bursts
	 */
	public UdpIngress(TransportFactory transports, TransportSettings settings, int listenerCount,
			Consumer<List<UdpTransport>> check, GracefulStop gracefulStop, List<BurstObserver> observers,
			ExchangesInFlight exchanges) {
		super(settings.port());
		this.transports = transports;
		this.settings = settings;
		this.listenerCount = listenerCount;
		this.check = check;
		this.gracefulStop = gracefulStop;
		this.exchanges = exchanges;
		// Shared, because creating headers costs more than the rest of a message.
		MessageHeaders headers = new MessageHeaders(null);
		this.path = new BurstPath((burst) -> sendMessage(new GenericMessage<>(burst, headers)), observers);
		setPhase(PHASE);
		// Without this, 'spring.integration.endpoint.no-auto-startup' could prevent it.
		setAutoStartup(true);
	}

	/**
	 * Opens the sockets, after a stop in progress has closed those of the last start. A
	 * start that fails leaves nothing open.
	 */
	@Override
	protected void doStart() {
		if (!this.listeners.awaitClose(this.gracefulStop.maxDuration())) {
			throw new IllegalStateException("The adapter is still stopping");
		}
		try {
			refuseIfClosed();
			refuseWithoutSubscriber();
			this.listeners = openListeners(this.settings);
			this.exchanges.open();
			this.listeners.start();
			getApplicationEventPublisher().publishEvent(new UdpServerListeningEvent(this, getPort()));
			refuseIfClosed();
		}
		catch (Throwable ex) {
			stopIfOpen();
			// After an Error the framework would ignore all later starts.
			throw (ex instanceof RuntimeException runtime) ? runtime
					: new IllegalStateException("The adapter cannot be started: " + ex, ex);
		}
	}

	private void refuseIfClosed() {
		if (this.closed) {
			throw new IllegalStateException("The application context is closed");
		}
	}

	private void refuseWithoutSubscriber() {
		if (getOutputChannel() instanceof SubscribableChannelManagement channel && channel.getSubscriberCount() == 0) {
			throw new FailureAnalyzedException(
					"Nothing subscribes to '%s', so no datagram would be answered.".formatted(channel),
					"Start the flow behind this channel before the adapter.");
		}
	}

	/**
	 * Replaces the sockets by new ones, if the adapter runs. If the new ones cannot be
	 * opened, the old ones stay open.
	 */
	public void reopen() throws IOException {
		this.lifecycleLock.lock();
		try {
			if (isRunning()) {
				Listeners previous = this.listeners;
				this.listeners = openListeners(this.settings.joining(getPort()));
				this.listeners.start();
				previous.closeAtOnce();
				getApplicationEventPublisher().publishEvent(new UdpServerListeningEvent(this, getPort()));
			}
		}
		finally {
			this.lifecycleLock.unlock();
		}
	}

	private Listeners openListeners(TransportSettings settings) throws IOException {
		return Listeners.open(this.transports, settings, this.listenerCount, this.check, this.path,
				() -> AvailabilityChangeEvent.publish(getApplicationEventPublisher(), this, LivenessState.BROKEN));
	}

	@Override
	protected void doStop() {
		this.gracefulStop.stop(this.listeners, this.exchanges);
	}

	/**
	 * Stops on a new thread, so that the other beans of this phase stop at the same time.
	 * The callback may start the adapter again.
	 */
	@Override
	protected void doStop(Runnable callback) {
		Listeners stopped = this.listeners;
		Thread.ofPlatform().name("udp-stop").start(() -> {
			try {
				this.gracefulStop.stop(stopped, this.exchanges);
			}
			finally {
				callback.run();
			}
		});
	}

	/**
	 * Refuses later starts, and waits for a stop in progress: the framework already
	 * considers the adapter stopped, and would stop the flow while the adapter still uses
	 * it.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext().equals(getApplicationContext())) {
			this.closed = true;
			awaitStop();
		}
	}

	@Override
	public void destroy() {
		this.closed = true;
		super.destroy();
		awaitStop();
		stopIfOpen();
	}

	private void awaitStop() {
		// If a start on this thread closes the context, it must not wait for itself.
		if (!isRunning() && !this.lifecycleLock.isHeldByCurrentThread()) {
			this.listeners.awaitClose(this.gracefulStop.maxDuration());
		}
	}

	private void stopIfOpen() {
		if (!this.listeners.awaitClose(Duration.ZERO)) {
			GracefulStop.AT_ONCE.stop(this.listeners, this.exchanges);
		}
	}

	@Override
	public boolean isListening() {
		return !transports().isEmpty();
	}

	/**
	 * {@return the transport of each listener, none unless the adapter is started}
	 */
	public List<UdpTransport> transports() {
		return this.listeners.transports();
	}

	/**
	 * {@return the state of each listener, none unless the adapter is started}
	 */
	public List<ListenerStatus> listenerStatus() {
		return this.listeners.status()
			.stream()
			.map((status) -> this.exchanges.isAwaitedBy(status.thread()) ? status.waitingForPlace() : status)
			.toList();
	}

	@Override
	public int getPort() {
		List<UdpTransport> transports = transports();
		return transports.isEmpty() ? super.getPort() : transports.getFirst().localAddress().getPort();
	}

	// The sockets belong to the listeners.
	@Override
	public DatagramSocket getSocket() {
		throw new UnsupportedOperationException("This adapter has no DatagramSocket");
	}

}
