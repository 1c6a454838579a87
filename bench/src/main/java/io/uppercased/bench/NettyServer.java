package io.uppercased.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;

/**
 * Netty with its native transport, one event loop, up to 64 datagrams from one
 * {@code recvmmsg} and their replies with one {@code sendmmsg}. With a second argument
 * each message waits on an executor with virtual threads.
 */
final class NettyServer extends SimpleChannelInboundHandler<DatagramPacket> {

	private static final int BURST = 64;

	private static final int MAX_DATAGRAM = 2048;

	private final Executor executor;

	private NettyServer(Executor executor) {
		this.executor = executor;
	}

	public static void main(String[] args) throws Exception {
		Executor executor = (args.length > 1) ? Executors.newVirtualThreadPerTaskExecutor() : null;
		new Bootstrap().group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
			.channel(EpollDatagramChannel.class)
			.option(ChannelOption.SO_RCVBUF, 4 << 20)
			.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BURST * MAX_DATAGRAM))
			.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
			.handler(new NettyServer(executor))
			.bind(Integer.parseInt(args[0]))
			.sync();
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, DatagramPacket request) {
		if (this.executor == null) {
			context.write(reply(context, request));
		}
		else {
			request.retain();
			this.executor.execute(() -> replyLater(context, request));
		}
	}

	private static void replyLater(ChannelHandlerContext context, DatagramPacket request) {
		try {
			Backend.ask(request.content().getByte(request.content().readerIndex()));
			context.writeAndFlush(reply(context, request));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			request.release();
		}
	}

	private static DatagramPacket reply(ChannelHandlerContext context, DatagramPacket request) {
		String text = request.content().toString(StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
		ByteBuf reply = ByteBufUtil.writeUtf8(context.alloc(), text);
		return new DatagramPacket(reply, request.sender());
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		context.flush();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		cause.printStackTrace();
	}

}
