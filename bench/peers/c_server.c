/*
 * The C servers: "loop" makes two system calls for each datagram, "burst" two for up to 64 of them, and "runs" lets the
 * kernel join datagrams of one sender and size to a run, and cut the run of their replies: udp(7), UDP_GRO and UDP_SEGMENT.
 *
 *     c_server loop|burst|runs PORT
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_DATAGRAM 65507
#define MAX_RUN 65535
#define BURST 64

static char payloads[BURST][MAX_RUN];

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

/* Room for UDP_GRO, an int; what is sent back in its place, UDP_SEGMENT, is shorter. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* Turns a message that was received into its reply: one that is cut up if it is a run of several datagrams. */
static void answer(struct mmsghdr *message, union control *control)
{
	struct msghdr *reply = &message->msg_hdr;
	struct cmsghdr *header = CMSG_FIRSTHDR(reply);
	int size = message->msg_len;
	if (header && header->cmsg_level == IPPROTO_UDP && header->cmsg_type == UDP_GRO)
		memcpy(&size, CMSG_DATA(header), sizeof size);
	reply->msg_iov->iov_len = message->msg_len;
	reply->msg_control = NULL;
	reply->msg_controllen = 0;
	if (message->msg_len > (unsigned) size) {
		uint16_t segment = size;
		control->header = (struct cmsghdr) {
			.cmsg_len = CMSG_LEN(sizeof segment), .cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_SEGMENT,
		};
		memcpy(CMSG_DATA(&control->header), &segment, sizeof segment);
		reply->msg_control = control;
		reply->msg_controllen = CMSG_SPACE(sizeof segment);
	}
}

static void burst(int fd, int runs)
{
	static union control controls[BURST];
	struct sockaddr_in senders[BURST];
	struct iovec vectors[BURST];
	struct mmsghdr messages[BURST] = { 0 };
	if (runs && setsockopt(fd, IPPROTO_UDP, UDP_GRO, &runs, sizeof runs) != 0)
		perror("UDP_GRO");
	for (int i = 0; i < BURST; i++) {
		vectors[i].iov_base = payloads[i];
		messages[i].msg_hdr = (struct msghdr) {
			.msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &vectors[i], .msg_iovlen = 1,
		};
	}
	for (int count = BURST;;) {
		for (int i = 0; i < count; i++) {
			vectors[i].iov_len = MAX_RUN;
			if (runs) {
				messages[i].msg_hdr.msg_control = &controls[i];
				messages[i].msg_hdr.msg_controllen = sizeof controls[i];
			}
		}
		count = recvmmsg(fd, messages, BURST, MSG_WAITFORONE, NULL);
		for (int i = 0; i < count; i++) {
			uppercase(payloads[i], messages[i].msg_len);
			answer(&messages[i], &controls[i]);
		}
		if (count > 0)
			sendmmsg(fd, messages, count, 0);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: %s loop|burst|runs PORT\n", argv[0]);
		return 2;
	}
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), receive_buffer = 4 << 20;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
	if (bind(fd, (struct sockaddr *) &any, sizeof any) != 0) {
		perror("bind");
		return 1;
	}
	if (strcmp(argv[1], "loop") == 0)
		loop(fd);
	else
		burst(fd, strcmp(argv[1], "runs") == 0);
}
