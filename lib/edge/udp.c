/* UDP sockets, with what the datagram's IP header said. */
#include "edge/udp.h"

#include "edge/sock.h"

#include <errno.h>
#include <string.h>

enum { CLASS_CS6 = 0xc0 /* RFC 4594: network control */ };

/* What differs between the versions of IP. */
static const struct version {
	int level, want_ttl, ttl, want_info, info, class, hops, echo;
} versions[] = {
	{ IPPROTO_IP, IP_RECVTTL, IP_TTL, IP_PKTINFO, IP_PKTINFO, IP_TOS,
	    IP_TTL, IP_MULTICAST_LOOP },
	{ IPPROTO_IPV6, IPV6_RECVHOPLIMIT, IPV6_HOPLIMIT, IPV6_RECVPKTINFO,
	    IPV6_PKTINFO, IPV6_TCLASS, IPV6_UNICAST_HOPS, IPV6_MULTICAST_LOOP },
};

static const struct version *
version_of(unsigned ip)
{
	return &versions[ip == ADDR_IP6];
}

int
udp_listen(unsigned ip, uint16_t port)
{
	const struct version *v = version_of(ip);
	struct addr any = { .ip = (uint8_t)ip };
	int fd = sock_open(ip, SOCK_DGRAM, NULL);
	union sock_addr at;
	socklen_t n = sock_addr_put(&at, &any, port, NULL);

	if (fd == -1)
		return -1;
	if (sock_set(fd, v->level, v->want_ttl, 1) == -1 ||
	    sock_set(fd, v->level, v->want_info, 1) == -1 ||
	    sock_set(fd, v->level, v->class, CLASS_CS6) == -1 ||
	    sock_set(fd, v->level, v->echo, 0) == -1 ||
	    bind(fd, &at.any, n) == -1)
		return sock_fail(fd);
	return fd;
}

int
udp_connect(const struct addr *peer, uint16_t port, const struct addr *local,
    uint16_t local_port, const char *device, uint8_t ttl)
{
	const struct version *v = version_of(peer->ip);
	struct addr any = { .ip = peer->ip };
	int fd = sock_open(peer->ip, SOCK_DGRAM, device);
	union sock_addr at;
	socklen_t n;

	if (fd == -1)
		return -1;
	if (sock_set(fd, v->level, v->class, CLASS_CS6) == -1 ||
	    sock_set(fd, v->level, v->hops, ttl) == -1)
		return sock_fail(fd);
	n = sock_addr_put(
	    &at, local != NULL ? local : &any, local_port, device);
	if (bind(fd, &at.any, n) == -1)
		return sock_fail(fd);
	n = sock_addr_put(&at, peer, port, device);
	if (connect(fd, &at.any, n) == -1)
		return sock_fail(fd);
	return fd;
}

ssize_t
udp_send(int fd, const void *from, size_t n)
{
	ssize_t done;

	do
		done = send(fd, from, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (done == -1 && errno == EINTR);
	return done;
}

/* ---- receiving ---- */

static void
take_info(const struct cmsghdr *c, struct udp_from *from)
{
	union {
		struct in_pktinfo ip4;
		struct in6_pktinfo ip6;
	} info;

	if (c->cmsg_level == IPPROTO_IP) {
		memcpy(&info.ip4, CMSG_DATA(c), sizeof(info.ip4));
		from->local =
		    addr_from(ADDR_IP4, (const void *)&info.ip4.ipi_addr);
		from->interface = (uint32_t)info.ip4.ipi_ifindex;
	} else {
		memcpy(&info.ip6, CMSG_DATA(c), sizeof(info.ip6));
		from->local = addr_from(ADDR_IP6, info.ip6.ipi6_addr.s6_addr);
		from->interface = info.ip6.ipi6_ifindex;
	}
}

static void
take_control(struct msghdr *m, struct udp_from *from)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL;
	     c = CMSG_NXTHDR(m, c)) {
		const struct version *v =
		    &versions[c->cmsg_level == IPPROTO_IPV6];
		int value;

		if (c->cmsg_level != v->level)
			continue;
		if (c->cmsg_type == v->info) {
			take_info(c, from);
		} else if (c->cmsg_type == v->ttl) {
			memcpy(&value, CMSG_DATA(c), sizeof(value));
			from->ttl = (uint8_t)value;
		}
	}
}

ssize_t
udp_receive(int fd, void *to, size_t room, struct udp_from *from)
{
	_Alignas(struct cmsghdr) uint8_t control[128];
	union sock_addr peer;
	struct iovec bytes = { to, room };
	struct msghdr m = {
		.msg_name = &peer,
		.msg_namelen = sizeof(peer),
		.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t n;

	do
		n = recvmsg(fd, &m, MSG_DONTWAIT);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	*from = (struct udp_from){ 0 };
	sock_addr_get(&peer, &from->peer, &from->peer_port);
	take_control(&m, from);
	return n;
}

/* ---- groups ---- */

int
udp_join(int fd, const struct addr *group, uint32_t interface, bool on)
{
	struct group_req r = { .gr_interface = interface };
	union sock_addr to;
	int level = group->ip == ADDR_IP6 ? IPPROTO_IPV6 : IPPROTO_IP;

	sock_addr_put(&to, group, 0, NULL);
	r.gr_group = to.storage;
	return setsockopt(fd, level, on ? MCAST_JOIN_GROUP : MCAST_LEAVE_GROUP,
	    &r, sizeof(r));
}

/* One more piece of control data behind those that are there. */
static void
put_control(struct msghdr *m, int level, int type, const void *at, size_t n)
{
	struct cmsghdr *c =
	    (struct cmsghdr *)((char *)m->msg_control + m->msg_controllen);

	c->cmsg_level = level;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(n);
	memcpy(CMSG_DATA(c), at, n);
	m->msg_controllen += CMSG_SPACE(n);
}

ssize_t
udp_send_to(int fd, const struct addr *source, const struct addr *peer,
    uint16_t port, uint32_t interface, uint8_t ttl, const void *from, size_t n)
{
	const struct version *v = version_of(peer->ip);
	_Alignas(struct cmsghdr) uint8_t control[128] = { 0 };
	struct in_pktinfo ip4 = { .ipi_ifindex = (int)interface };
	struct in6_pktinfo ip6 = { .ipi6_ifindex = interface };
	union sock_addr to;
	socklen_t size = sock_addr_put(&to, peer, port, NULL);
	struct iovec bytes = { .iov_len = n };
	struct msghdr m = {
		.msg_name = &to,
		.msg_namelen = size,
		.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = control,
	};
	int hops = ttl;
	ssize_t done;

	memcpy(&bytes.iov_base, &from, sizeof(from)); /* it is only read */
	if (source != NULL && source->ip == ADDR_IP6)
		memcpy(&ip6.ipi6_addr, source->b, sizeof(ip6.ipi6_addr));
	else if (source != NULL)
		memcpy(&ip4.ipi_spec_dst, source->b, sizeof(ip4.ipi_spec_dst));
	put_control(&m, v->level, v->ttl, &hops, sizeof(hops));
	if (peer->ip == ADDR_IP6)
		put_control(&m, v->level, v->info, &ip6, sizeof(ip6));
	else
		put_control(&m, v->level, v->info, &ip4, sizeof(ip4));
	do
		done = sendmsg(fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (done == -1 && errno == EINTR);
	return done;
}
