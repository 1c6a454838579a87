package io.uppercased.udp.autoconfigure;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

import io.uppercased.udp.admission.PortRange;
import io.uppercased.udp.admission.RateLimiter;
import io.uppercased.udp.admission.SourceRange;
import io.uppercased.udp.transport.Datagram;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * What can be set under {@code udp}, and nothing else.
 *
 * @param enabled whether there is a UDP server
 * @param address local address to listen on; all addresses, IPv4 and IPv6, if not set
 * @param port UDP port to listen on, 0 for any free one
 * @param listeners number of sockets that share the port, each with a thread of its own,
 * 1 to 64
 * @param reusePort whether another process of the same user, which has this set too, may
 * listen on the port as well
 * @param transport how datagrams are received and sent: auto, linux or nio
 * @param segmentation whether the linux transport gives the kernel several replies to one
 * client as one message, which the kernel cuts up (UDP_SEGMENT)
 * @param burstSize largest number of datagrams that are received and answered together, 1
 * to 1024
 * @param maxPayload largest message that is answered, 1B to 65507B; larger ones are
 * dropped
 * @param receiveBuffer receive buffer to ask the kernel for, per listener; on Linux
 * net.core.rmem_max bounds what it grants
 * @param transformer the transformer that makes the replies, by its bean name; not needed
 * if there is only one
 * @param malformedInput what becomes of a message that is not UTF-8: reject or replace
 * @param allowedSources sources that are answered, as addresses or CIDR blocks; all if
 * not set. A block of IPv6 holds no IPv4 address: all of both is 0.0.0.0/0,::/0
 * @param rateLimit limit of what one source may send
 * @param lameDuck time to go on answering after the readiness has failed at a stop
 * @param drainTimeout longest time at a stop to answer what the sockets hold, and for
 * exchanges in flight to finish
 * @param maxInFlight largest number of datagrams that a transformer that waits has at the
 * same time, 1 to 65536
 * @param replyTimeout longest time that a transformer that waits may take for a datagram,
 * 0s for no limit
 * @param refusedSourcePorts source ports, or ranges of them, that are never answered;
 * port 0 and the service's own ports never are, so 0 adds none
 * @param topSenders how many of the senders with the most datagrams in the last minute to
 * show on the udp page, 0 to 100
 */
@ConfigurationProperties(prefix = "udp", ignoreUnknownFields = false)
public record UdpProperties(@DefaultValue("true") boolean enabled, @Nullable InetAddress address,
		@DefaultValue("12000") int port, @DefaultValue("1") int listeners, @DefaultValue("false") boolean reusePort,
		@DefaultValue("auto") TransportChoice transport, @DefaultValue("true") boolean segmentation,
		@DefaultValue("64") int burstSize, @DefaultValue("65507B") DataSize maxPayload,
		@DefaultValue("4MB") DataSize receiveBuffer, @Nullable String transformer,
		@DefaultValue("reject") MalformedInput malformedInput, @DefaultValue List<SourceRange> allowedSources,
		@DefaultValue RateLimit rateLimit, @DefaultValue("0s") Duration lameDuck,
		@DefaultValue("5s") Duration drainTimeout, @DefaultValue("1024") int maxInFlight,
		@DefaultValue("5s") Duration replyTimeout, @DefaultValue("0-1023") List<PortRange> refusedSourcePorts,
		@DefaultValue("0") int topSenders) {

	public UdpProperties {
		requireNumber("udp.port", port, 0, 65_535);
		requireNumber("udp.listeners", listeners, 1, 64);
		requireNumber("udp.burst-size", burstSize, 1, 1024);
		requireNumber("udp.max-in-flight", maxInFlight, 1, 65_536);
		requireNumber("udp.top-senders", topSenders, 0, 100);
		requireBytes("udp.max-payload", maxPayload, Datagram.MAX_PAYLOAD);
		requireBytes("udp.receive-buffer", receiveBuffer, Integer.MAX_VALUE / 2);
		if (!segmentation && transport == TransportChoice.NIO) {
			throw new InvalidConfigurationPropertyValueException("udp.segmentation", false,
					"It has no effect with 'udp.transport=nio', which sends each reply by itself.");
		}
		allowedSources = List.copyOf(allowedSources);
		requireTime("udp.lame-duck", lameDuck);
		requireTime("udp.drain-timeout", drainTimeout);
		requireTime("udp.reply-timeout", replyTimeout);
		refusedSourcePorts = List.copyOf(refusedSourcePorts);
	}

	private static void requireNumber(String name, int number, int min, int max) {
		if (number < min || number > max) {
			throw new InvalidConfigurationPropertyValueException(name, number,
					"It must be from %d to %d.".formatted(min, max));
		}
	}

	private static void requireBytes(String name, DataSize size, int max) {
		if (size.toBytes() < 1 || size.toBytes() > max) {
			throw new InvalidConfigurationPropertyValueException(name, size,
					"It must be from 1B to %dB.".formatted(max));
		}
	}

	// Nobody means more, which sums of times may be too large for.
	private static void requireTime(String name, Duration duration) {
		if (duration.isNegative() || duration.compareTo(Duration.ofDays(1)) > 0) {
			throw new InvalidConfigurationPropertyValueException(name, duration, "It must be from 0s to 24h.");
		}
	}

	/**
	 * The limit of what one source, an IPv4 address or an IPv6 /64, may send.
	 *
	 * @param perSource datagrams per second in the long run, 0 for no limit
	 * @param burst datagrams at once; as many as per-source if not set
	 * @param reportOnly whether to answer what exceeds the limit, and count it only
	 */
	public record RateLimit(@DefaultValue("0") int perSource, @Nullable Integer burst,
			@DefaultValue("false") boolean reportOnly) {

		private static final int MAX = 1_000_000_000;

		public RateLimit {
			requireNumber("udp.rate-limit.per-source", perSource, 0, MAX);
			if (burst != null) {
				requireNumber("udp.rate-limit.burst", burst, 1, MAX);
			}
			if (perSource == 0 && (burst != null || reportOnly)) {
				throw new InvalidConfigurationPropertyValueException(
						"udp.rate-limit." + ((burst != null) ? "burst" : "report-only"),
						(burst != null) ? burst : reportOnly, "It has no effect without 'udp.rate-limit.per-source'.");
			}
		}

		/**
		 * {@return what limits the senders, or {@code null} for no limit}
		 */
		@Nullable RateLimiter limiter() {
			if (this.perSource == 0) {
				return null;
			}
			OptionalLibrary.BUCKET4J.requireFor("udp.rate-limit.per-source", this.perSource);
			OptionalLibrary.CAFFEINE.requireFor("udp.rate-limit.per-source", this.perSource);
			return new RateLimiter(this.perSource, (this.burst != null) ? this.burst : this.perSource, this.reportOnly);
		}

	}

	/**
	 * Which transport to use.
	 */
	public enum TransportChoice {

		/** Linux where it works, otherwise nio. */
		AUTO,

		/** Several datagrams a system call, on Linux. */
		LINUX,

		/** One datagram a system call, on every platform. */
		NIO

	}

	/**
	 * What becomes of a message that is not UTF-8.
	 */
	public enum MalformedInput {

		/** It is dropped. */
		REJECT,

		/** It is answered, with U+FFFD in the place of what is malformed. */
		REPLACE

	}

}
