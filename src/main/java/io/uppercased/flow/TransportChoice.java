package io.uppercased.flow;

import io.uppercased.transport.NioTransport;
import io.uppercased.transport.TransportFactory;
import io.uppercased.transport.linux.LinuxTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Which transport to use.
 */
public enum TransportChoice {

	/** Linux where it works, otherwise nio. */
	AUTO,

	/** Several datagrams a system call, on Linux. */
	LINUX,

	/** One datagram a system call, on every platform. */
	NIO;

	private static final Log logger = LogFactory.getLog(TransportChoice.class);

	/**
	 * Returns what opens the sockets; says why if it is not the transport that was hoped
	 * for.
	 * @return the factory of the transport chosen
	 * @throws InvalidConfigurationPropertyValueException if it does not work here
	 */
	TransportFactory factory() {
		if (this == NIO) {
			return NioTransport::open;
		}
		String obstacle = LinuxTransport.obstacle();
		if (obstacle == null) {
			return LinuxTransport::open;
		}
		if (this == LINUX) {
			throw new InvalidConfigurationPropertyValueException("udp.transport", this, obstacle);
		}
		logger.info("Taking the nio transport, for the linux transport cannot be used: " + obstacle);
		return NioTransport::open;
	}

}
