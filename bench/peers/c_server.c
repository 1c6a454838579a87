/*
 * The C servers.
 *
 *     c_server ADDRESS PORT loop
 *     c_server ADDRESS PORT burst [gro] [pktinfo] [stamps] [segment]
 *
 * "loop" makes two system calls for each datagram, "burst" makes two for up to 64 of them. ADDRESS "::" serves IPv4 too.
 * Each of the words after "burst" adds something that a server may promise, and its cost:
 *
 *     gro      the kernel joins datagrams of one sender and size into a run, and cuts the run of their replies
 *     pktinfo  a reply leaves from the address that its message was sent to (needs an IPv6 address, such as ::)
 *     stamps   the server knows how long each message waited
 *     segment  replies of equal size to one sender, in a row, are sent as one message that the kernel cuts: UDP_SEGMENT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define MAX_DATAGRAM 65507
#define MAX_RUN 65535
#define BURST 64
#define MAX_SEGMENT (1500 - 40 - 8)
#define MAX_SEGMENTS (MAX_DATAGRAM / MAX_SEGMENT)
#define CONTROL_SIZE 128

/* What a receive call reports about a message, and what its control messages say. */
struct request {
	struct sockaddr_storage sender;
	struct iovec vector;
	unsigned length;
	unsigned size; /* of each of its datagrams; less than the length if it is a run of several */
	struct in6_pktinfo *to;
	struct timespec *arrival;
	_Alignas(struct cmsghdr) char control[CONTROL_SIZE];
};

static bool gro, pktinfo, stamps, segment;
static char payloads[BURST][MAX_RUN];
static struct request requests[BURST];
static volatile int64_t longest_wait; /* what a meter would read */

static void uppercase(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		text[i] -= (text[i] >= 'a' && text[i] <= 'z') ? 'a' - 'A' : 0;
}

static void loop(int fd)
{
	struct sockaddr_storage sender;
	for (;;) {
		socklen_t sender_length = sizeof sender;
		ssize_t length = recvfrom(fd, payloads[0], MAX_DATAGRAM, 0, (struct sockaddr *) &sender, &sender_length);
		if (length < 0)
			continue;
		uppercase(payloads[0], length);
		sendto(fd, payloads[0], length, 0, (struct sockaddr *) &sender, sender_length);
	}
}

static void read_control(struct request *request, struct mmsghdr *message)
{
	request->length = request->size = message->msg_len;
	request->to = NULL;
	request->arrival = NULL;
	for (struct cmsghdr *header = CMSG_FIRSTHDR(&message->msg_hdr); header;
			header = CMSG_NXTHDR(&message->msg_hdr, header)) {
		if (header->cmsg_level == IPPROTO_UDP && header->cmsg_type == UDP_GRO)
			request->size = *(int *) CMSG_DATA(header);
		else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO)
			request->to = (struct in6_pktinfo *) CMSG_DATA(header);
		else if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SO_TIMESTAMPNS)
			request->arrival = (struct timespec *) CMSG_DATA(header);
	}
	/* Routing chooses the interface, unless the address means nothing without it. */
	if (request->to && !IN6_IS_ADDR_LINKLOCAL(&request->to->ipi6_addr))
		request->to->ipi6_ifindex = 0;
}

static void note_waits(int count)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	for (int i = 0; i < count; i++) {
		struct timespec *arrival = requests[i].arrival;
		int64_t wait = arrival ? (now.tv_sec - arrival->tv_sec) * 1000000000L + now.tv_nsec - arrival->tv_nsec : 0;
		if (wait > longest_wait)
			longest_wait = wait;
	}
}

static bool goes_with(const struct request *one, const struct request *other, socklen_t sender_length)
{
	return one->length > 0 && one->length <= MAX_SEGMENT && one->length == other->length
			&& memcmp(&one->sender, &other->sender, sender_length) == 0
			&& (!pktinfo || (one->to && other->to && memcmp(one->to, other->to, sizeof *one->to) == 0));
}

/* Appends a control message. The last one has no padding: the kernel has room for one pktinfo of this length on its stack. */
static void put_control(struct msghdr *reply, int level, int type, const void *data, size_t size)
{
	size_t at = CMSG_ALIGN(reply->msg_controllen);
	struct cmsghdr *header = (struct cmsghdr *) ((char *) reply->msg_control + at);
	*header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(size), .cmsg_level = level, .cmsg_type = type };
	memcpy(CMSG_DATA(header), data, size);
	reply->msg_controllen = at + CMSG_LEN(size);
}

static void send_replies(int fd, const struct mmsghdr *received, int count)
{
	static _Alignas(struct cmsghdr) char controls[BURST][CONTROL_SIZE];
	struct iovec vectors[BURST];
	struct mmsghdr replies[BURST];
	int messages = 0;
	for (int next = 0; next < count; messages++) {
		int first = next;
		struct request *request = &requests[first];
		socklen_t sender_length = received[first].msg_hdr.msg_namelen;
		do {
			vectors[next] = (struct iovec) { payloads[next], requests[next].length };
			next++;
		} while (segment && next < count && next - first < MAX_SEGMENTS
				&& goes_with(request, &requests[next], sender_length));
		struct msghdr *reply = &replies[messages].msg_hdr;
		*reply = (struct msghdr) {
			.msg_name = &request->sender, .msg_namelen = sender_length,
			.msg_iov = &vectors[first], .msg_iovlen = next - first, .msg_control = controls[messages],
		};
		if (request->to)
			put_control(reply, IPPROTO_IPV6, IPV6_PKTINFO, request->to, sizeof *request->to);
		uint16_t size = request->size;
		if (next - first > 1 || size < request->length)
			put_control(reply, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size);
	}
	/* A reply that the kernel refuses is left out. */
	for (int done = 0, sent; done < messages; done += sent > 0 ? sent : 1)
		sent = sendmmsg(fd, replies + done, messages - done, 0);
}

static void burst(int fd)
{
	struct mmsghdr messages[BURST] = { 0 };
	bool control = gro || pktinfo || stamps;
	for (int i = 0; i < BURST; i++) {
		requests[i].vector = (struct iovec) { payloads[i], MAX_RUN };
		messages[i].msg_hdr = (struct msghdr) {
			.msg_name = &requests[i].sender, .msg_iov = &requests[i].vector, .msg_iovlen = 1,
			.msg_control = control ? requests[i].control : NULL,
		};
	}
	for (int used = BURST;;) {
		for (int i = 0; i < used; i++) {
			messages[i].msg_hdr.msg_namelen = sizeof requests[i].sender;
			messages[i].msg_hdr.msg_controllen = control ? CONTROL_SIZE : 0;
		}
		int count = recvmmsg(fd, messages, BURST, MSG_WAITFORONE, NULL);
		used = count > 0 ? count : BURST; /* after an error any header may have changed */
		for (int i = 0; i < count; i++) {
			read_control(&requests[i], &messages[i]);
			uppercase(payloads[i], messages[i].msg_len);
		}
		if (stamps)
			note_waits(count);
		send_replies(fd, messages, count);
	}
}

static void set_option(int fd, int level, int option, int value)
{
	if (setsockopt(fd, level, option, &value, sizeof value) != 0)
		perror("setsockopt");
}

static int open_socket(const char *address, int port)
{
	struct sockaddr_in6 any6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in any4 = { .sin_family = AF_INET, .sin_port = htons(port) };
	bool ipv6 = inet_pton(AF_INET6, address, &any6.sin6_addr) == 1;
	if (!ipv6 && inet_pton(AF_INET, address, &any4.sin_addr) != 1)
		return -1;
	int fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
	set_option(fd, SOL_SOCKET, SO_RCVBUF, 4 << 20);
	if (ipv6)
		set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	struct sockaddr *bound = ipv6 ? (struct sockaddr *) &any6 : (struct sockaddr *) &any4;
	return bind(fd, bound, ipv6 ? sizeof any6 : sizeof any4) == 0 ? fd : -1;
}

int main(int argc, char **argv)
{
	bool one_by_one = argc == 4 && strcmp(argv[3], "loop") == 0;
	bool known = one_by_one || (argc >= 4 && strcmp(argv[3], "burst") == 0);
	for (int i = 4; i < argc; i++) {
		bool *option = strcmp(argv[i], "gro") == 0 ? &gro : strcmp(argv[i], "pktinfo") == 0 ? &pktinfo
				: strcmp(argv[i], "stamps") == 0 ? &stamps : strcmp(argv[i], "segment") == 0 ? &segment : NULL;
		if (option)
			*option = true;
		else
			known = false;
	}
	if (!known) {
		fprintf(stderr, "usage: %s ADDRESS PORT loop|burst [gro] [pktinfo] [stamps] [segment]\n", argv[0]);
		return 2;
	}
	int fd = open_socket(argv[1], atoi(argv[2]));
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	if (gro)
		set_option(fd, IPPROTO_UDP, UDP_GRO, 1);
	if (pktinfo)
		set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
	if (stamps)
		set_option(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
	if (one_by_one)
		loop(fd);
	else
		burst(fd);
}
