/*
 * UDP requests from many sockets, each reply checked byte for byte.
 *
 *     load ADDRESS PORT SOCKETS WINDOW RATE SLOW LEAD SECONDS TEXT UPPER
 *
 * With RATE 0 a closed loop: keeps WINDOW messages outstanding on each of SOCKETS sockets connected to ADDRESS:PORT.
 * Otherwise an open loop: sends RATE messages per second, each from the next socket, with at most WINDOW outstanding on
 * it. The time to a reply then counts from when its message was due, so that a stall makes every message late that it
 * delays.
 *
 * The first LEAD seconds are not measured. A line is printed when the measurement begins and when it ends, SECONDS later,
 * so that the caller can read the processor time of the server; then one line of JSON.
 *
 * A message is a number in 16 hexadecimal digits, which no other message has, then TEXT. The only right reply is the
 * number in capitals, then UPPER, on the socket that asked. SLOW of every 100 messages begin with an s: the server is
 * expected to wait for them, and their times are not among the percentiles. A message without a reply for 200 ms (10 s if
 * there are slow ones) is lost; in the closed loop a new one takes its place.
 *
 * The closed loop waits for replies in epoll, as clients do. With a single message outstanding, and in the open loop, it
 * spins instead, so that the time is the server's and does not contain the wake-up of the load.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#define DIGITS 16
#define MAX_WINDOW 64
#define MAX_SOCKETS 4096
#define MAX_READY 64
#define SWEEP_NS 200000000L
#define BUCKETS 2000001

struct slot {
	uint64_t number; /* of the message that is out; taken modulo the number of slots it is this slot */
	int64_t sent_at; /* 0: none is out */
	int64_t due; /* when it was to be sent */
	bool slow;
	char *message;
};

struct connection {
	int fd;
	uint64_t newest; /* the highest number answered so far */
	struct slot slots[MAX_WINDOW];
};

static struct connection *connections;
static int sockets, window, slow_percent, outstanding;
static int64_t give_up_ns;
static double rate;
static uint64_t sequence;

static const char *text, *upper;
static size_t text_length, upper_length;
static char *replies[MAX_WINDOW];

static uint64_t answered, slow_answered, wrong, lost, late, reordered;
static int64_t bucket_ns;
static uint32_t histogram[BUCKETS];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000L + now.tv_nsec;
}

static void write_number(char *at, uint64_t number)
{
	for (int i = DIGITS - 1; i >= 0; i--, number >>= 4)
		at[i] = "0123456789abcdef"[number & 15];
}

static bool read_capitals(const char *at, uint64_t *number)
{
	*number = 0;
	for (int i = 0; i < DIGITS; i++) {
		bool decimal = at[i] >= '0' && at[i] <= '9';
		if (!decimal && !(at[i] >= 'A' && at[i] <= 'F'))
			return false;
		*number = *number << 4 | (at[i] - (decimal ? '0' : 'A' - 10));
	}
	return true;
}

static void open_connections(const char *address, int port)
{
	struct sockaddr_in server = { .sin_family = AF_INET, .sin_port = htons(port) };
	if (inet_pton(AF_INET, address, &server.sin_addr) != 1)
		fail(address);
	struct rlimit descriptors;
	getrlimit(RLIMIT_NOFILE, &descriptors);
	descriptors.rlim_cur = descriptors.rlim_max;
	setrlimit(RLIMIT_NOFILE, &descriptors);
	connections = calloc(sockets, sizeof *connections);
	for (int i = 0; i < sockets; i++) {
		struct connection *connection = &connections[i];
		connection->fd = socket(AF_INET, SOCK_DGRAM, 0);
		if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *) &server, sizeof server) != 0)
			fail("connect");
		for (int j = 0; j < window; j++) {
			char *message = connection->slots[j].message = malloc(DIGITS + text_length);
			memcpy(message + DIGITS, text, text_length);
		}
	}
}

static void prepare_message(struct connection *connection, struct slot *slot, int64_t due, int64_t now)
{
	slot->slow = sequence % 100 < (uint64_t) slow_percent;
	slot->number = sequence++ * sockets * window + (connection - connections) * window + (slot - connection->slots);
	slot->sent_at = now;
	slot->due = due;
	write_number(slot->message, slot->number);
	if (slot->slow)
		slot->message[0] = 's'; /* the highest digit, which is 0 */
	outstanding++;
}

/* Sends a new message from every slot of the connection that has none out. */
static void send_messages(struct connection *connection, int64_t now)
{
	struct mmsghdr batch[MAX_WINDOW];
	struct iovec vectors[MAX_WINDOW];
	int count = 0;
	for (int i = 0; i < window; i++) {
		struct slot *slot = &connection->slots[i];
		if (slot->sent_at != 0)
			continue;
		prepare_message(connection, slot, now, now);
		vectors[count] = (struct iovec) { slot->message, DIGITS + text_length };
		batch[count] = (struct mmsghdr) { .msg_hdr = { .msg_iov = &vectors[count], .msg_iovlen = 1 } };
		count++;
	}
	/* What the kernel does not take is lost like any other message, 200 ms later. */
	if (count > 0 && sendmmsg(connection->fd, batch, count, 0) < 0)
		fail("sendmmsg");
}

/* Sends the messages that are due, each from the next connection; waits if that connection has no free slot. */
static void send_due(int64_t start, int64_t now)
{
	static uint64_t count;
	for (;; count++) {
		int64_t due = start + count * 1e9 / rate;
		struct connection *connection = &connections[count % sockets];
		struct slot *slot = connection->slots, *end = slot + window;
		while (slot < end && slot->sent_at != 0)
			slot++;
		if (due > now || slot == end)
			return;
		prepare_message(connection, slot, due, now);
		if (send(connection->fd, slot->message, DIGITS + text_length, 0) < 0)
			fail("send");
	}
}

static void check_reply(struct connection *connection, char *reply, size_t length, int64_t now)
{
	uint64_t number = 0;
	bool slow = length > 0 && reply[0] == 'S';
	if (slow)
		reply[0] = '0';
	bool readable = length >= DIGITS && read_capitals(reply, &number);
	int index = number % (sockets * window) - (connection - connections) * window;
	bool asked_here = index >= 0 && index < window && number <= connection->slots[index].number;
	if (!readable || !asked_here) {
		wrong++;
		return;
	}
	struct slot *slot = &connection->slots[index];
	if (slot->sent_at == 0 || number < slot->number) {
		late++;
		return;
	}
	if (length != DIGITS + upper_length || memcmp(reply + DIGITS, upper, upper_length) != 0 || slow != slot->slow)
		wrong++;
	else {
		answered++;
		if (slow)
			slow_answered++;
		else {
			int64_t bucket = (now - slot->due) / bucket_ns;
			histogram[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
		}
	}
	if (number < connection->newest)
		reordered++;
	else
		connection->newest = number;
	slot->sent_at = 0;
	outstanding--;
}

static int64_t receive_replies(struct connection *connection)
{
	struct mmsghdr batch[MAX_WINDOW];
	struct iovec vectors[MAX_WINDOW];
	for (int i = 0; i < window; i++) {
		/* One byte more than is right, so that a longer reply does not pass. */
		vectors[i] = (struct iovec) { replies[i], DIGITS + upper_length + 1 };
		batch[i] = (struct mmsghdr) { .msg_hdr = { .msg_iov = &vectors[i], .msg_iovlen = 1 } };
	}
	int count = recvmmsg(connection->fd, batch, window, MSG_DONTWAIT, NULL);
	int64_t now = now_ns();
	for (int i = 0; i < count; i++)
		check_reply(connection, replies[i], batch[i].msg_len, now);
	return now;
}

static void give_up_old_messages(struct connection *connection, int64_t now)
{
	for (int i = 0; i < window; i++) {
		struct slot *slot = &connection->slots[i];
		if (slot->sent_at != 0 && now - slot->sent_at > give_up_ns) {
			slot->sent_at = 0;
			outstanding--;
			lost++;
		}
	}
}

static int64_t go_round(bool sending)
{
	int64_t now = 0;
	for (int i = 0; i < sockets; i++) {
		now = receive_replies(&connections[i]);
		give_up_old_messages(&connections[i], now);
		if (sending)
			send_messages(&connections[i], now);
	}
	return now;
}

/* Waits for replies, and handles the connections that have some; at times all, for those that wait in vain. */
static int64_t wait_round(int epoll, bool sending, int timeout_ms)
{
	static int64_t all_handled_at;
	struct epoll_event ready[MAX_READY];
	int count = epoll_wait(epoll, ready, MAX_READY, timeout_ms);
	int64_t now = now_ns();
	if (now - all_handled_at > SWEEP_NS)
		return all_handled_at = go_round(sending);
	for (int i = 0; i < count; i++) {
		struct connection *connection = ready[i].data.ptr;
		now = receive_replies(connection);
		give_up_old_messages(connection, now);
		if (sending)
			send_messages(connection, now);
	}
	return now;
}

static int open_epoll(void)
{
	int epoll = epoll_create1(0);
	for (int i = 0; i < sockets; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = &connections[i] };
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &event) != 0)
			fail("epoll_ctl");
	}
	return epoll;
}

static double percentile_us(double percent)
{
	uint64_t fast = answered - slow_answered, wanted = fast * percent / 100, seen = 0;
	int bucket = -1;
	do
		seen += histogram[++bucket];
	while (seen <= wanted && seen < fast);
	return bucket * (bucket_ns / 1000.0);
}

/* Runs until the end, and returns the time of the end. */
static int64_t closed_loop(int epoll, int64_t end)
{
	bool spin = sockets * window == 1;
	int64_t now = go_round(true);
	while (now < end)
		now = spin ? go_round(true) : wait_round(epoll, true, SWEEP_NS / 1000000);
	return now;
}

static int64_t open_loop(int epoll, int64_t start, int64_t end)
{
	int64_t now = now_ns();
	while (now < end) {
		send_due(start, now);
		now = wait_round(epoll, false, 0);
	}
	return now;
}

static void announce(const char *what)
{
	printf("%s\n", what);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc != 11) {
		fprintf(stderr, "usage: %s ADDRESS PORT SOCKETS WINDOW RATE SLOW LEAD SECONDS TEXT UPPER\n", argv[0]);
		return 2;
	}
	sockets = atoi(argv[3]);
	window = atoi(argv[4]);
	rate = atof(argv[5]);
	slow_percent = atoi(argv[6]);
	double lead = atof(argv[7]), seconds = atof(argv[8]);
	text = argv[9];
	text_length = strlen(text);
	upper = argv[10];
	upper_length = strlen(upper);
	if (sockets < 1 || sockets > MAX_SOCKETS || window < 1 || window > MAX_WINDOW) {
		fprintf(stderr, "%s: at most %d sockets and a window of %d\n", argv[0], MAX_SOCKETS, MAX_WINDOW);
		return 2;
	}
	give_up_ns = slow_percent > 0 ? 10000000000L : 200000000L;
	bucket_ns = give_up_ns / (BUCKETS - 1);
	for (int i = 0; i < window; i++)
		replies[i] = malloc(DIGITS + upper_length + 1);
	open_connections(argv[1], atoi(argv[2]));

	int epoll = open_epoll();
	int64_t start = now_ns(), begun = start + lead * 1e9;
	if (lead > 0)
		begun = rate > 0 ? open_loop(epoll, start, begun) : closed_loop(epoll, begun);
	answered = slow_answered = 0;
	if (lead > 0)
		memset(histogram, 0, sizeof histogram);
	announce("begun");
	int64_t end = begun + seconds * 1e9;
	end = rate > 0 ? open_loop(epoll, start, end) : closed_loop(epoll, end);
	uint64_t in_time = answered;
	announce("ended");
	while (outstanding > 0)
		go_round(false);

	double elapsed = (end - begun) / 1e9;
	printf("{\"replies\": %" PRIu64 ", \"wrong\": %" PRIu64 ", \"lost\": %" PRIu64 ", \"late\": %" PRIu64
			", \"reordered\": %" PRIu64 ", \"seconds\": %.3f, \"replies_per_s\": %.0f",
			in_time, wrong, lost, late, reordered, elapsed, in_time / elapsed);
	printf(", \"p50_us\": %.1f, \"p90_us\": %.1f, \"p99_us\": %.1f, \"p99_9_us\": %.1f, \"max_us\": %.1f}\n",
			percentile_us(50), percentile_us(90), percentile_us(99), percentile_us(99.9), percentile_us(100));
	return 0;
}
