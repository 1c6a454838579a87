package io.uppercased.web;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * HTTP that always lets probes connect: near {@code server.tomcat.max-connections} a new
 * connection closes the oldest one, while Tomcat itself would let it wait. Buffers are
 * small, because all connections must fit into the memory of the image.
 */
public final class EvictingProtocol extends Http11NioProtocol {

	public EvictingProtocol() {
		super(new Endpoint());
		setProperty("socket.appReadBufSize", "2048");
		setProperty("socket.appWriteBufSize", "2048");
		// The kernel keeps this buffer for a while after the end of a connection.
		setProperty("socket.txBufSize", "65536");
	}

	private static final class Endpoint extends NioEndpoint {

		/** Oldest first. Only the acceptor's thread uses it. */
		private final Deque<SocketChannel> open = new ArrayDeque<>();

		@Override
		protected SocketChannel serverSocketAccept() throws Exception {
			SocketChannel accepted = super.serverSocketAccept();
			this.open.removeIf((connection) -> !connection.isOpen());
			this.open.addLast(accepted);
			// Leaves room for connections that take a while to close.
			int limit = getMaxConnections() * 15 / 16;
			if (limit > 0 && this.open.size() > limit) {
				end(this.open.removeFirst());
			}
			return accepted;
		}

		// The thread that reads or writes it sees the end and closes it.
		private static void end(SocketChannel connection) {
			try {
				connection.shutdownInput().shutdownOutput();
			}
			catch (IOException ex) {
				// It is closed already.
			}
		}

	}

}
