package io.uppercased.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
 * {@code recvmmsg} and their replies with one {@code sendmmsg}.
 */
final class NettyServer extends SimpleChannelInboundHandler<DatagramPacket> {

	private static final int BURST = 64;

	private static final int MAX_DATAGRAM = 2048;

	private NettyServer() {
	}

	public static void main(String[] args) throws Exception {
		new Bootstrap().group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
			.channel(EpollDatagramChannel.class)
			.option(ChannelOption.SO_RCVBUF, 4 << 20)
			.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BURST * MAX_DATAGRAM))
			.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
			.handler(new NettyServer())
			.bind(Integer.parseInt(args[0]))
			.sync();
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, DatagramPacket request) {
		String text = request.content().toString(StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
		ByteBuf reply = ByteBufUtil.writeUtf8(context.alloc(), text);
		context.write(new DatagramPacket(reply, request.sender()));
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
