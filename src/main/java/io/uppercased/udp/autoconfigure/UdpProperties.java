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
 * The properties under {@code udp}. Another name under it stops the start.
 *
 * @param enabled whether there is a UDP server
 * @param address local address to listen on; all addresses, IPv4 and IPv6, if not set
 * @param port UDP port to listen on, 0 for any free one
 * @param listeners number of sockets that share the port, each with its own thread, 1 to
 * 64
 * @param reusePort whether other processes of the same user that also set this property
 * may listen on the port
 * @param transport how datagrams are received and sent: auto, linux or nio
 * @param segmentation whether the linux transport passes several replies for one client
 * as one message to the kernel, which splits it (UDP_SEGMENT)
 * @param burstSize largest number of datagrams that are received and answered together, 1
 * to 1024
 * @param maxPayload largest message that is answered, 1B to 65507B; larger ones are
 * dropped
 * @param receiveBuffer receive buffer to request from the kernel, per listener; on Linux,
 * net.core.rmem_max limits it
 * @param transformer bean name of the transformer that makes the replies; not needed if
 * there is only one
 * @param malformedInput how to treat a message that is not UTF-8: reject or replace
 * @param allowedSources sources that are answered, as addresses or CIDR blocks; all if
 * not set. An IPv6 block contains no IPv4 address: 0.0.0.0/0,::/0 is everything
 * @param rateLimit limit of the datagrams from one source
 * @param lameDuck how long to continue to answer at a stop, after readiness has failed
 * @param drainTimeout longest time at a stop to answer what the sockets hold, and for
 * datagrams in flight to finish
 * @param maxInFlight largest number of datagrams that a transformer that waits has at the
 * same time, 1 to 65536
 * @param replyTimeout longest time for a transformer that waits to handle a datagram, 0s
 * for no limit
 * @param refusedSourcePorts source ports, or ranges of them, that are never answered;
 * port 0 and the service's own ports are always refused, so 0 adds none
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
		require(name, number, number >= min && number <= max, "%d to %d".formatted(min, max));
	}

	private static void requireBytes(String name, DataSize size, int max) {
		require(name, size, size.toBytes() >= 1 && size.toBytes() <= max, "1B to %dB".formatted(max));
	}

	// The maximum keeps sums of times in the range of a long.
	private static void requireTime(String name, Duration time) {
		require(name, time, !time.isNegative() && time.compareTo(Duration.ofDays(1)) <= 0, "0s to 24h");
	}

	private static void require(String name, Object value, boolean valid, String range) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(name, value, "It must be from %s.".formatted(range));
		}
	}

	/**
	 * The limit of one source: an IPv4 address or an IPv6 /64.
	 *
	 * @param perSource datagrams per second in the long run, 0 for no limit
	 * @param burst datagrams at once; as many as per-source if not set
	 * @param reportOnly whether to answer datagrams over the limit, and only count them
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

		@Nullable RateLimiter limiter() {
			if (this.perSource == 0) {
				return null;
			}
			OptionalLibrary.require("udp.rate-limit.per-source", this.perSource, OptionalLibrary.BUCKET4J,
					OptionalLibrary.CAFFEINE);
			return new RateLimiter(this.perSource, (this.burst != null) ? this.burst : this.perSource, this.reportOnly);
		}

	}

	/** Which transport to use. */
	public enum TransportChoice {

		/** The linux transport where it works, otherwise nio. */
		AUTO,

		/** Several datagrams per system call, on Linux. */
		LINUX,

		/** One datagram per system call, on every platform. */
		NIO

	}

	/** How to treat a message that is not UTF-8. */
	public enum MalformedInput {

		/** Drop it. */
		REJECT,

		/** Answer it, with U+FFFD in place of each malformed part. */
		REPLACE

	}

}
