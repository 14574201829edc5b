/* TCP over the loopback: ends, options, keys. */
#include "edge/tcp.h"

#include "../../t.h"
#include "base/obuf.h"
#include "value/prefix.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct tcp_options plain;
static const struct addr ip6_loopback = { .ip = ADDR_IP6, .b[15] = 1 };
static int server, client, accepted;
static struct tcp_ends ends;

static void
await(int fd, short what)
{
	struct pollfd p = { .fd = fd, .events = what };

	CHECK(poll(&p, 1, 5000) == 1);
}

static uint16_t
port_of(int fd)
{
	struct sockaddr_in6 a; /* the port stands in the same place for both */
	socklen_t n = sizeof(a);

	getsockname(fd, (struct sockaddr *)&a, &n);
	return ntohs(a.sin6_port);
}

static void
join(const struct addr *a, const struct tcp_options *listening,
    const struct tcp_options *connecting)
{
	server = tcp_listen(a, 0, listening);
	CHECK(server != -1);
	client = tcp_connect(a, port_of(server), NULL, 0, connecting);
	CHECK(client != -1);
	await(client, POLLOUT);
	CHECK(tcp_connected(client) == 0);
	await(server, POLLIN);
	accepted = tcp_accept(server, &ends);
	CHECK(accepted != -1);
	CHECK(tcp_accept(server, &(struct tcp_ends){ 0 }) == -1);
	CHECK(errno == EAGAIN);
}

static void
part(void)
{
	close(server);
	close(client);
	close(accepted);
}

static void
both_sides_agree_on_their_ends(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	struct tcp_ends mine;

	join(&loopback, &plain, &plain);
	CHECK(tcp_ends(client, &mine) == 0);
	CHECK(addr_cmp(&ends.peer, &loopback) == 0);
	CHECK(addr_cmp(&ends.local, &loopback) == 0);
	CHECK(ends.peer_port == mine.local_port);
	CHECK(ends.local_port == mine.peer_port);
	CHECK(ends.local_port == port_of(server));
	CHECK(ends.arrived == if_nametoindex("lo"));
	part();
}

static void
it_works_over_ipv6_as_well(void)
{
	int probe = tcp_listen(&ip6_loopback, 0, &plain);

	if (probe == -1) {
		printf("# no IPv6 here: %s\n", strerror(errno));
		return;
	}
	close(probe);
	join(&ip6_loopback, &plain, &plain);
	CHECK(addr_cmp(&ends.peer, &ip6_loopback) == 0);
	CHECK(ends.interface == 0);
	CHECK(ends.arrived == if_nametoindex("lo"));
	part();
}

static void
bytes_go_both_ways_and_the_end_is_seen(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	struct obuf o = { 0 };
	char got[8];

	join(&loopback, &plain, &plain);
	CHECK(tcp_read(client, got, sizeof(got)) == -1 && errno == EAGAIN);
	obuf_puts(&o, "hello");
	CHECK(tcp_flush(accepted, &o) == 0 && obuf_left(&o) == 0);
	await(client, POLLIN);
	CHECK(tcp_read(client, got, sizeof(got)) == 5);
	close(accepted);
	accepted = -1;
	await(client, POLLIN);
	CHECK(tcp_read(client, got, sizeof(got)) == 0);
	part();
	obuf_fini(&o);
}

static void
what_a_slow_peer_does_not_take_waits_in_the_buffer(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	struct obuf o = { 0 };

	join(&loopback, &plain, &plain);
	memset(obuf_need(&o, 16 << 20), 'x', 16 << 20);
	obuf_used(&o, 16 << 20);
	CHECK(tcp_flush(client, &o) == 0);
	CHECK(obuf_left(&o) > 0);
	close(accepted);
	accepted = -1;
	await(client, POLLOUT); /* the reset */
	CHECK(tcp_flush(client, &o) == -1);
	CHECK(errno == ECONNRESET || errno == EPIPE);
	part();
	obuf_fini(&o);
}

static int
get(int fd, int level, int option)
{
	int value = -1;
	socklen_t n = sizeof(value);

	getsockopt(fd, level, option, &value, &n);
	return value;
}

static void
hop_limits_hold_for_those_accepted(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	struct tcp_options gtsm = { .ttl = 255, .min_ttl = 255 };

	join(&loopback, &gtsm, &gtsm);
	CHECK(get(accepted, IPPROTO_IP, IP_TTL) != 255); /* its own to set */
	CHECK(tcp_set(accepted, &gtsm) == 0);
	CHECK(get(accepted, IPPROTO_IP, IP_TTL) == 255);
	CHECK(get(accepted, IPPROTO_IP, IP_MINTTL) == 255);
	CHECK(get(client, IPPROTO_IP, IP_MINTTL) == 255);
	CHECK(get(accepted, IPPROTO_IP, IP_TOS) == 0xc0);
	part();
}

static void
a_local_address_and_port_are_kept(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	struct addr other = addr_ip4(INADDR_LOOPBACK + 1);

	server = tcp_listen(&loopback, 0, &plain);
	client = tcp_connect(&loopback, port_of(server), &other, 0, &plain);
	CHECK(client != -1);
	await(server, POLLIN);
	accepted = tcp_accept(server, &ends);
	CHECK(addr_cmp(&ends.peer, &other) == 0);
	part();
}

static void
nobody_there_is_told_by_connected(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	uint16_t port;

	server = tcp_listen(&loopback, 0, &plain);
	port = port_of(server);
	close(server);
	client = tcp_connect(&loopback, port, NULL, 0, &plain);
	if (client != -1) {
		await(client, POLLOUT);
		CHECK(tcp_connected(client) == -1);
		close(client);
	}
	CHECK(errno == ECONNREFUSED);
}

static void
a_key_on_both_sides_connects(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	struct prefix near = { addr_ip4(0x7f000000), 8 };
	struct tcp_options keyed = { .key = "secret", .key_length = 6 };
	char too_long[TCP_KEY_MAX + 1] = "";

	server = tcp_listen(&loopback, 0, &plain);
	CHECK(tcp_key(server, &near, too_long, sizeof(too_long)) == -1);
	if (tcp_key(server, &near, "secret", 6) == -1) {
		printf("# no TCP-MD5 here: %s\n", strerror(errno));
		close(server);
		return;
	}
	client = tcp_connect(&loopback, port_of(server), NULL, 0, &keyed);
	CHECK(client != -1);
	await(client, POLLOUT);
	CHECK(tcp_connected(client) == 0);
	accepted = tcp_accept(server, &ends);
	CHECK(accepted != -1);
	CHECK(tcp_key(server, &near, NULL, 0) == 0);
	part();
}

static void
an_interface_that_is_not_there_is_refused(void)
{
	struct addr loopback = addr_ip4(INADDR_LOOPBACK);
	struct tcp_options odd = { .device = "nothing0" };

	CHECK(tcp_listen(&loopback, 0, &odd) == -1 && errno == ENODEV);
	odd.device = "lo";
	server = tcp_listen(&loopback, 0, &odd);
	CHECK(server != -1);
	close(server);
}

int
main(void)
{
	RUN(both_sides_agree_on_their_ends);
	RUN(it_works_over_ipv6_as_well);
	RUN(bytes_go_both_ways_and_the_end_is_seen);
	RUN(what_a_slow_peer_does_not_take_waits_in_the_buffer);
	RUN(hop_limits_hold_for_those_accepted);
	RUN(a_local_address_and_port_are_kept);
	RUN(nobody_there_is_told_by_connected);
	RUN(a_key_on_both_sides_connects);
	RUN(an_interface_that_is_not_there_is_refused);
	return DONE();
}
