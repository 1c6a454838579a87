package io.uppercased.udp.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;
import org.springframework.integration.ip.udp.inbound.UnicastReceivingChannelAdapter;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * The inbound adapter: binds its sockets on the thread that starts it, so that a port
 * that is taken fails the start, and runs a {@link UdpListener} for each. It sends one
 * message per burst, on the listener's thread.
 */
public final class UdpIngress extends UnicastReceivingChannelAdapter {

	/**
	 * Starts after all else and stops before it, web servers included: theirs are
	 * {@code Integer.MAX_VALUE - 1024} and below.
	 */
	public static final int PHASE = Integer.MAX_VALUE;

	private static final Duration MAX_TIME_OF_RECEIVE_ERRORS = Duration.ofSeconds(10);

	private final TransportFactory transports;

	private final TransportSettings settings;

	private final int listenerCount;

	private final Consumer<List<UdpTransport>> check;

	private final GracefulStop gracefulStop;

	private final List<BurstObserver> observers;

	private volatile List<UdpListener> listeners = List.of();

	/**
	 * Creates an adapter that has yet to be started.
	 * @param transports opens the sockets
	 * @param settings what to open them with
	 * @param listenerCount how many sockets, from 1
	 * @param check is given the sockets before anything is received, and refuses those
	 * that are not fit by what it throws
	 * @param gracefulStop how to end
	 * @param observers whom to tell of each burst
	 */
	public UdpIngress(TransportFactory transports, TransportSettings settings, int listenerCount,
			Consumer<List<UdpTransport>> check, GracefulStop gracefulStop, List<BurstObserver> observers) {
		super(settings.port());
		this.transports = transports;
		this.settings = settings;
		this.listenerCount = listenerCount;
		this.check = check;
		this.gracefulStop = gracefulStop;
		this.observers = List.copyOf(observers);
		setPhase(PHASE);
	}

	@Override
	protected void doStart() {
		this.listeners = openListeners();
		this.listeners.forEach(UdpListener::start);
		setListening(true);
		getApplicationEventPublisher().publishEvent(new UdpServerListeningEvent(this, getPort()));
	}

	private List<UdpListener> openListeners() {
		List<UdpListener> opened = new ArrayList<>();
		try {
			TransportSettings next = this.settings;
			while (opened.size() < this.listenerCount) {
				UdpTransport transport = this.transports.open(next);
				opened.add(newListener("udp-listener-" + opened.size(), transport));
				next = next.joining(transport.localAddress().getPort());
			}
			this.check.accept(opened.stream().map(UdpListener::transport).toList());
			return List.copyOf(opened);
		}
		catch (IOException ex) {
			closeAll(opened);
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException | Error ex) {
			closeAll(opened);
			throw ex;
		}
	}

	private static void closeAll(List<UdpListener> listeners) {
		listeners.forEach((listener) -> listener.stop(Duration.ZERO));
		listeners.forEach((listener) -> listener.close(Duration.ZERO));
	}

	private UdpListener newListener(String name, UdpTransport transport) {
		// Their making would cost more than the rest of the message.
		MessageHeaders headers = new MessageHeaders(null);
		return new UdpListener(name, transport, (burst) -> sendMessage(new GenericMessage<>(burst, headers)),
				this.observers, MAX_TIME_OF_RECEIVE_ERRORS,
				() -> AvailabilityChangeEvent.publish(getApplicationEventPublisher(), this, LivenessState.BROKEN));
	}

	/**
	 * Stops on a thread of its own, so that the context waits no longer than it is told
	 * to for a phase ({@code spring.lifecycle.timeout-per-shutdown-phase}).
	 */
	@Override
	protected void doStop(Runnable callback) {
		Thread.ofPlatform().name("udp-stop").start(() -> {
			try {
				doStop();
			}
			finally {
				callback.run();
			}
		});
	}

	@Override
	@SuppressWarnings("ReferenceEquality")
	protected void doStop() {
		List<UdpListener> stopped = this.listeners;
		this.gracefulStop.stop(stopped);
		if (this.listeners == stopped) {
			this.listeners = List.of();
			setListening(false);
		}
	}

	@Override
	public void destroy() {
		super.destroy();
		// What is left when a graceful stop took longer than the context waits for it.
		closeAll(this.listeners);
	}

	/**
	 * Returns the transport of each listener, to be asked about its socket.
	 * @return one for each, none unless started
	 */
	public List<UdpTransport> transports() {
		return this.listeners.stream().map(UdpListener::transport).toList();
	}

	/**
	 * Returns how the listeners are.
	 * @return one for each, none unless started
	 */
	public List<ListenerStatus> listenerStatus() {
		return this.listeners.stream().map(UdpListener::status).toList();
	}

	@Override
	public int getPort() {
		List<UdpTransport> transports = transports();
		return transports.isEmpty() ? super.getPort() : transports.getFirst().localAddress().getPort();
	}

	/**
	 * There is none: the sockets belong to the listeners.
	 */
	@Override
	public DatagramSocket getSocket() {
		throw new UnsupportedOperationException("This adapter has no DatagramSocket");
	}

}
