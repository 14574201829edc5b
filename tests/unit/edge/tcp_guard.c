/* A guard over the loopback: who is far is not heard, who is near is. */
#include "edge/tcp.h"

#include "../../t.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct addr ip6_loopback = { .ip = ADDR_IP6, .b[15] = 1 };

static uint16_t
port_of(int fd)
{
	struct sockaddr_in6 a; /* the port stands in the same place for both */
	socklen_t n = sizeof(a);

	getsockname(fd, (struct sockaddr *)&a, &n);
	return ntohs(a.sin6_port);
}

/* Whether a SYN of that TTL is answered; over the loopback that is at once. */
static bool
is_heard(int server, const struct addr *a, uint8_t ttl)
{
	int fd = tcp_connect(
	    a, port_of(server), NULL, 0, &(struct tcp_options){ .ttl = ttl });
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	struct tcp_ends ends;
	bool heard;
	int got;

	CHECK(fd != -1);
	heard = poll(&p, 1, 0) == 1;
	got = tcp_accept(server, &ends);
	CHECK(heard == (got != -1));
	close(fd);
	if (got != -1)
		close(got);
	return heard;
}

static void
near_ones_alone_are_heard(const struct addr *a, struct addr other)
{
	uint8_t bits = (uint8_t)addr_bits(a);
	struct tcp_guard rules[] = {
		{ { other, bits }, 255 },
		{ { *a, bits }, 254 },
		{ { *a, (uint8_t)(bits - 12) }, 255 },
	};
	int server = tcp_listen(a, 0, &(struct tcp_options){ 0 });

	if (server == -1) {
		printf("# not here: %s\n", strerror(errno));
		return;
	}
	CHECK(is_heard(server, a, 0) && is_heard(server, a, 1));
	CHECK(tcp_guard(server, a->ip, rules, 2) == 0);
	CHECK(is_heard(server, a, 255) && is_heard(server, a, 254));
	CHECK(!is_heard(server, a, 253) && !is_heard(server, a, 1));
	rules[1].min_ttl = 0; /* it may be far, in a prefix that is near */
	CHECK(tcp_guard(server, a->ip, rules, 3) == 0);
	CHECK(is_heard(server, a, 1));
	CHECK(tcp_guard(server, a->ip, rules + 2, 1) == 0);
	CHECK(is_heard(server, a, 255) && !is_heard(server, a, 254));
	rules[2].from.addr = other; /* somebody else's rule is not ours */
	CHECK(tcp_guard(server, a->ip, rules + 2, 1) == 0);
	CHECK(is_heard(server, a, 1));
	rules[2].from.len = 0; /* everybody */
	CHECK(tcp_guard(server, a->ip, rules + 2, 1) == 0);
	CHECK(!is_heard(server, a, 1));
	CHECK(tcp_guard(server, a->ip, NULL, 0) == 0);
	CHECK(is_heard(server, a, 1));
	close(server);
}

static void
ipv4_by_address_and_by_prefix(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);

	near_ones_alone_are_heard(&loopback, addr_ip4(0xc0000201));
}

static void
ipv6_by_address_and_by_prefix(void)
{
	struct addr other = ip6_loopback;

	other.b[0] = 0x20;
	near_ones_alone_are_heard(&ip6_loopback, other);
}

static void
more_rules_than_there_is_room_for_do_no_harm(void)
{
	enum { MANY = 2000 };
	static struct tcp_guard rules[MANY];
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	int server = tcp_listen(&loopback, 0, &(struct tcp_options){ 0 });

	for (uint32_t i = 0; i < MANY; i++)
		rules[i] = (struct tcp_guard){
			{ addr_ip4(INADDR_LOOPBACK - 1 + i), 32 }, 255
		};
	CHECK(tcp_guard(server, ADDR_IP4, rules, MANY) == 0);
	CHECK(!is_heard(server, &loopback, 64));
	CHECK(is_heard(server, &loopback, 255));
	close(server);
}

int
main(void)
{
	RUN(ipv4_by_address_and_by_prefix);
	RUN(ipv6_by_address_and_by_prefix);
	RUN(more_rules_than_there_is_room_for_do_no_harm);
	return DONE();
}
