package io.uppercased.web;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * HTTP for a probe that must get in whoever else is there: when nearly all of the
 * connections that {@code server.tomcat.max-connections} allows are taken, each new one
 * ends the oldest, where Tomcat itself lets newcomers wait. Buffers are small, for all of
 * these connections must fit into the image's memory.
 */
public final class NewcomersFirst extends Http11NioProtocol {

	private static final int BUFFER_SIZE = 2048;

	/** The kernel's, which it keeps for a while after the end. */
	private static final int SEND_BUFFER_SIZE = 64 * 1024;

	public NewcomersFirst() {
		super(new Endpoint());
		setProperty("socket.appReadBufSize", String.valueOf(BUFFER_SIZE));
		setProperty("socket.appWriteBufSize", String.valueOf(BUFFER_SIZE));
		setProperty("socket.txBufSize", String.valueOf(SEND_BUFFER_SIZE));
	}

	private static final class Endpoint extends NioEndpoint {

		/** Oldest first. The acceptor's thread alone has it. */
		private final Deque<SocketChannel> open = new ArrayDeque<>();

		@Override
		protected SocketChannel serverSocketAccept() throws Exception {
			SocketChannel newcomer = super.serverSocketAccept();
			this.open.removeIf((connection) -> !connection.isOpen());
			this.open.addLast(newcomer);
			// The rest is for those that take a while to end.
			int most = getMaxConnections() * 15 / 16;
			if (most > 0 && this.open.size() > most) {
				end(this.open.removeFirst());
			}
			return newcomer;
		}

		/**
		 * Lets whoever reads or writes it see its end, and close it.
		 */
		private static void end(SocketChannel connection) {
			try {
				connection.shutdownInput();
				connection.shutdownOutput();
			}
			catch (IOException ex) {
				// It has ended.
			}
		}

	}

}
