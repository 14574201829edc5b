/* Datagrams on the loopback, with what their headers said. */
#include "edge/udp.h"

#include "../../t.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <unistd.h>

static struct addr
loopback(unsigned ip)
{
	struct addr a = { .ip = (uint8_t)ip };

	if (ip == ADDR_IP4)
		return addr_ip4(0x7f000001);
	a.b[15] = 1;
	return a;
}

/* A listener on some free port of the loopback; -1 where IPv6 is off. */
static int
listen_anywhere(unsigned ip, uint16_t *port)
{
	for (*port = 49152; *port < 49252; ++*port) {
		int fd = udp_listen(ip, *port);

		if (fd != -1 || errno != EADDRINUSE)
			return fd;
	}
	return -1;
}

static void
datagram_of(unsigned ip)
{
	struct addr to = loopback(ip);
	uint16_t port;
	int in = listen_anywhere(ip, &port), out;
	struct udp_from from;
	char got[8];

	CHECK(in != -1 || (ip == ADDR_IP6 && errno == EAFNOSUPPORT));
	if (in == -1)
		return;
	out = udp_connect(&to, port, &to, 0, NULL, 255);
	CHECK(out != -1);
	CHECK(udp_receive(in, got, sizeof(got), &from) == -1);
	CHECK(errno == EAGAIN);
	CHECK(udp_send(out, "hello", 5) == 5);
	poll(&(struct pollfd){ .fd = in, .events = POLLIN }, 1, 1000);
	CHECK(udp_receive(in, got, sizeof(got), &from) == 5);
	CHECK(memcmp(got, "hello", 5) == 0);
	CHECK(from.ttl == 255);
	CHECK(addr_cmp(&from.peer, &to) == 0 && from.peer_port != 0);
	CHECK(addr_cmp(&from.local, &to) == 0);
	CHECK(from.interface == if_nametoindex("lo"));
	close(out);
	close(in);
}

static void
a_datagram_comes_with_its_addresses_interface_and_ttl(void)
{
	datagram_of(ADDR_IP4);
	datagram_of(ADDR_IP6);
}

static void
a_port_is_had_once(void)
{
	uint16_t port;
	int fd = listen_anywhere(ADDR_IP4, &port);

	CHECK(fd != -1);
	CHECK(udp_listen(ADDR_IP4, port) == -1 && errno == EADDRINUSE);
	close(fd);
}

static void
a_device_that_is_not_there_is_refused(void)
{
	struct addr to = loopback(ADDR_IP4);

	CHECK(udp_connect(&to, 49152, NULL, 0, "no-such-device", 1) == -1);
}

int
main(void)
{
	RUN(a_datagram_comes_with_its_addresses_interface_and_ttl);
	RUN(a_port_is_had_once);
	RUN(a_device_that_is_not_there_is_refused);
	return DONE();
}
