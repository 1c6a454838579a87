package io.uppercased.udp.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/**
 * A server that gives each datagram the same answer, on its own virtual thread.
 *
 * @param socket its socket
 */
public record UdpServer(DatagramSocket socket) implements AutoCloseable {

	/**
	 * Starts a server on a free port.
	 * @param address its address
	 * @param answer the answer
	 */
	public static UdpServer start(String address, byte[] answer) throws IOException {
		DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(address));
		Thread.ofVirtual().start(() -> {
			DatagramPacket request = new DatagramPacket(new byte[100], 100);
			try {
				while (true) {
					socket.receive(request);
					socket.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
				}
			}
			catch (IOException ex) {
				// The test is over and has closed the socket.
			}
		});
		return new UdpServer(socket);
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
