/*
 * The two C servers: "loop" makes two system calls for each datagram, "burst" two for up to 64 of them.
 *
 *     c_server loop|burst PORT
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_DATAGRAM 65507
#define BURST 64

static char payloads[BURST][MAX_DATAGRAM];

static void uppercase(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		text[i] -= (text[i] >= 'a' && text[i] <= 'z') ? 'a' - 'A' : 0;
}

static void loop(int fd)
{
	struct sockaddr_in sender;
	for (;;) {
		socklen_t sender_length = sizeof sender;
		ssize_t length = recvfrom(fd, payloads[0], MAX_DATAGRAM, 0, (struct sockaddr *) &sender, &sender_length);
		if (length < 0)
			continue;
		uppercase(payloads[0], length);
		sendto(fd, payloads[0], length, 0, (struct sockaddr *) &sender, sender_length);
	}
}

static void burst(int fd)
{
	struct sockaddr_in senders[BURST];
	struct iovec vectors[BURST];
	struct mmsghdr messages[BURST] = { 0 };
	for (int i = 0; i < BURST; i++) {
		vectors[i] = (struct iovec) { payloads[i], MAX_DATAGRAM };
		messages[i].msg_hdr = (struct msghdr) {
			.msg_name = &senders[i], .msg_namelen = sizeof senders[i],
			.msg_iov = &vectors[i], .msg_iovlen = 1,
		};
	}
	for (;;) {
		int count = recvmmsg(fd, messages, BURST, MSG_WAITFORONE, NULL);
		for (int i = 0; i < count; i++) {
			vectors[i].iov_len = messages[i].msg_len;
			uppercase(payloads[i], messages[i].msg_len);
		}
		if (count > 0)
			sendmmsg(fd, messages, count, 0);
		for (int i = 0; i < count; i++)
			vectors[i].iov_len = MAX_DATAGRAM;
	}
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: %s loop|burst PORT\n", argv[0]);
		return 2;
	}
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), receive_buffer = 4 << 20;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
	if (bind(fd, (struct sockaddr *) &any, sizeof any) != 0) {
		perror("bind");
		return 1;
	}
	if (strcmp(argv[1], "burst") == 0)
		burst(fd);
	else
		loop(fd);
}
