package io.uppercased.udp.testing;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.function.ThrowingConsumer;
import org.opentest4j.TestAbortedException;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A network namespace for a test, with a loopback and nothing else:
 * network_namespaces(7). One thread is in it, with the sockets that this thread opens.
 * Needs Linux and root.
 */
public final class NetworkNamespace {

	private static final int CLONE_NEWNET = 0x40000000;

	private NetworkNamespace() {
	}

	/** Runs a test in a new namespace, on a new thread. */
	public static void run(ThrowingConsumer<NetworkNamespace> test) {
		CompletableFuture<Void> end = new CompletableFuture<>();
		Thread.ofPlatform().start(() -> {
			try {
				unshare();
				NetworkNamespace namespace = new NetworkNamespace();
				namespace.execute("ip", "link", "set", "lo", "up");
				test.accept(namespace);
				end.complete(null);
			}
			catch (Throwable ex) {
				end.completeExceptionally(ex);
			}
		});
		try {
			end.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof TestAbortedException skipped) ? skipped : ex;
		}
	}

	/** Returns whether this user can create a namespace: a condition for tests. */
	public static boolean isPermitted() {
		try {
			run((namespace) -> namespace.slowDown("1mbit"));
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	@SuppressWarnings("restricted")
	private static void unshare() throws Throwable {
		Linker linker = Linker.nativeLinker();
		MethodHandle unshare = linker.downcallHandle(linker.defaultLookup().findOrThrow("unshare"),
				FunctionDescriptor.of(JAVA_INT, JAVA_INT));
		if ((int) unshare.invokeExact(CLONE_NEWNET) != 0) {
			throw new IOException("Cannot create a network namespace");
		}
	}

	/**
	 * Limits the rate of the loopback from now on; packets above it wait in a queue:
	 * tc-tbf(8).
	 * @param rate such as {@code 10mbit}
	 */
	public void slowDown(String rate) throws IOException, InterruptedException {
		execute("tc", "qdisc", "replace", "dev", "lo", "root", "tbf", "rate", rate, "burst", "6000", "limit",
				"10000000");
	}

	/**
	 * Adds an interface.
	 * @param name its name
	 * @param addresses its addresses, with the lengths of their prefixes
	 * @return its number
	 */
	public int addInterface(String name, String... addresses) throws IOException, InterruptedException {
		execute("ip", "link", "add", name, "type", "veth", "peer", "name", name + "-peer");
		execute("ip", "link", "set", name + "-peer", "up");
		execute("ip", "link", "set", name, "up");
		for (String address : addresses) {
			execute("ip", "address", "add", address, "dev", name, "nodad");
		}
		String line = execute("ip", "-o", "link", "show", name);
		return Integer.parseInt(line.substring(0, line.indexOf(':')));
	}

	/** Leaves only one port that the kernel can choose for a socket. */
	public void leaveOnePort(int port) throws IOException {
		Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), port + " " + port);
	}

	/**
	 * Adds an interface that is connected to another host.
	 * @param name the name of the interface
	 * @param address its address, with the length of the prefix
	 * @param hostAddress the address of the host, with the length of the prefix
	 * @return a socket of the host, which exists as long as the socket
	 */
	public DatagramSocket attach(String name, String address, String hostAddress) throws Exception {
		String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
		CompletableFuture<DatagramSocket> socket = new CompletableFuture<>();
		run((host) -> {
			host.execute("ip", "link", "add", "eth0", "type", "veth", "peer", "name", name, "netns", thread);
			host.execute("ip", "link", "set", "eth0", "up");
			host.execute("ip", "address", "add", hostAddress, "dev", "eth0");
			socket.complete(new DatagramSocket(0, InetAddress.ofLiteral(hostAddress.replaceFirst("/.*", ""))));
		});
		execute("ip", "link", "set", name, "up");
		execute("ip", "address", "add", address, "dev", name);
		return socket.join();
	}

	public void takeDownLoopback() throws IOException, InterruptedException {
		execute("ip", "link", "set", "lo", "down");
	}

	/**
	 * Refuses to send to an address from now on: ip-rule(8). The rule goes before the one
	 * for local addresses.
	 */
	public void prohibit(String address) throws IOException, InterruptedException {
		execute("ip", "rule", "add", "priority", "1", "lookup", "local");
		execute("ip", "rule", "delete", "priority", "0");
		execute("ip", "rule", "add", "priority", "0", "to", address, "prohibit");
	}

	/** Removes the addresses of the loopback, and the routes to them. */
	public void removeLoopbackAddresses() throws IOException, InterruptedException {
		execute("ip", "address", "flush", "dev", "lo");
		execute("ip", "route", "flush", "table", "local", "127.0.0.0/8");
	}

	/**
	 * Runs a command in this namespace: a process starts in the namespace of the thread
	 * that starts it. Skips the test if the program is not installed.
	 * @return what it printed
	 */
	public String execute(String... command) throws IOException, InterruptedException {
		Process process = start(command);
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException(String.join(" ", command) + ": " + output);
		}
		return output;
	}

	private static Process start(String... command) {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			return abort("%s is not installed: %s".formatted(command[0], ex.getMessage()));
		}
	}

}
