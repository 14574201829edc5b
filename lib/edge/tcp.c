/* TCP sockets, as routing protocols want them. */
#include "edge/tcp.h"

#include "base/obuf.h"
#include "edge/sock.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 128, CLASS_CS6 = 0xc0 /* RFC 4594: network control */ };

/* ---- addresses ---- */

static int
take_ends(int fd, const union sock_addr *peer, struct tcp_ends *ends)
{
	union sock_addr local;
	socklen_t n = sizeof(local);

	if (getsockname(fd, &local.any, &n) == -1)
		return -1;
	sock_addr_get(&local, &ends->local, &ends->local_port);
	sock_addr_get(peer, &ends->peer, &ends->peer_port);
	ends->arrived = 0;
	ends->interface =
	    peer->any.sa_family == AF_INET6 ? peer->ip6.sin6_scope_id : 0;
	return 0;
}

int
tcp_ends(int fd, struct tcp_ends *ends)
{
	union sock_addr peer;
	socklen_t n = sizeof(peer);

	if (getpeername(fd, &peer.any, &n) == -1)
		return -1;
	return take_ends(fd, &peer, ends);
}

/* ---- options ---- */

static bool
is_ip6(int fd)
{
	int domain = 0;
	socklen_t n = sizeof(domain);

	getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &n);
	return domain == AF_INET6;
}

/* A listening socket hands all of these on to those it accepts. */
int
tcp_set(int fd, const struct tcp_options *o)
{
	static const struct {
		int level, class, ttl, min_ttl;
	} of[] = {
		{ IPPROTO_IP, IP_TOS, IP_TTL, IP_MINTTL },
		{ IPPROTO_IPV6, IPV6_TCLASS, IPV6_UNICAST_HOPS,
		    IPV6_MINHOPCOUNT },
	};
	unsigned i = is_ip6(fd);

	if (sock_set(fd, IPPROTO_TCP, TCP_NODELAY, 1) == -1 ||
	    sock_set(fd, of[i].level, of[i].class, CLASS_CS6) == -1)
		return -1;
	if (o->ttl > 0 && sock_set(fd, of[i].level, of[i].ttl, o->ttl) == -1)
		return -1;
	if (o->min_ttl > 0 &&
	    sock_set(fd, of[i].level, of[i].min_ttl, o->min_ttl) == -1)
		return -1;
	return 0;
}

int
tcp_key(int fd, const struct prefix *peer, const void *key, size_t n)
{
	struct tcp_md5sig sig = { .tcpm_flags = TCP_MD5SIG_FLAG_PREFIX };
	union sock_addr to;
	int result;

	if (n > sizeof(sig.tcpm_key)) {
		errno = EINVAL;
		return -1;
	}
	sock_addr_put(&to, &peer->addr, 0, NULL);
	sig.tcpm_addr = to.storage;
	sig.tcpm_prefixlen = peer->len;
	sig.tcpm_keylen = (uint16_t)n;
	if (n > 0)
		memcpy(sig.tcpm_key, key, n);
	result = setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG_EXT, &sig, sizeof(sig));
	explicit_bzero(&sig, sizeof(sig));
	return result;
}

/* Asked of a socket that has no keys, one that knows of such says so. */
bool
tcp_has_ao(void)
{
	enum { AO_INFO = 40 /* TCP_AO_INFO, which headers may lack */ };
	int fd = sock_open(ADDR_IP4, SOCK_STREAM, NULL);
	uint8_t room[256];
	socklen_t n = sizeof(room);
	bool has;

	if (fd == -1)
		return false;
	has = getsockopt(fd, IPPROTO_TCP, AO_INFO, room, &n) == 0 ||
	      errno != ENOPROTOOPT;
	close(fd);
	return has;
}

static int
socket_open(const struct addr *a, const struct tcp_options *o)
{
	int fd = sock_open(a->ip, SOCK_STREAM, o->device);

	if (fd != -1 && tcp_set(fd, o) == -1)
		return sock_fail(fd);
	return fd;
}

/* ---- connections ---- */

int
tcp_listen(const struct addr *local, uint16_t port, const struct tcp_options *o)
{
	union sock_addr at;
	socklen_t n = sock_addr_put(&at, local, port, o->device);
	int fd = socket_open(local, o);

	if (fd == -1)
		return -1;
	if (sock_set(fd, SOL_SOCKET, SO_REUSEADDR, 1) == -1 ||
	    sock_set(fd, local->ip == ADDR_IP6 ? IPPROTO_IPV6 : IPPROTO_IP,
		local->ip == ADDR_IP6 ? IPV6_RECVPKTINFO : IP_PKTINFO,
		1) == -1 ||
	    bind(fd, &at.any, n) == -1 || listen(fd, BACKLOG) == -1)
		return sock_fail(fd);
	return fd;
}

static int
bind_local(int fd, const struct addr *local, uint16_t port, const char *device)
{
	union sock_addr at;
	socklen_t n = sock_addr_put(&at, local, port, device);

	/* Without a port of its own it need not be unique before connect(). */
	if (sock_set(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, port == 0) ==
		-1 ||
	    sock_set(fd, SOL_SOCKET, SO_REUSEADDR, port != 0) == -1)
		return -1;
	return bind(fd, &at.any, n);
}

int
tcp_connect(const struct addr *peer, uint16_t port, const struct addr *local,
    uint16_t local_port, const struct tcp_options *o)
{
	struct prefix only = { *peer, (uint8_t)addr_bits(peer) };
	struct addr any = { .ip = peer->ip };
	union sock_addr to;
	socklen_t n = sock_addr_put(&to, peer, port, o->device);
	int fd = socket_open(peer, o);

	if (fd == -1)
		return -1;
	if (o->key != NULL && tcp_key(fd, &only, o->key, o->key_length) == -1)
		return sock_fail(fd);
	if (local == NULL)
		local = &any;
	if (bind_local(fd, local, local_port, o->device) == -1)
		return sock_fail(fd);
	if (connect(fd, &to.any, n) == -1 && errno != EINPROGRESS)
		return sock_fail(fd);
	return fd;
}

int
tcp_connected(int fd)
{
	struct tcp_ends ends;
	int error = 0;
	socklen_t n = sizeof(error);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) == -1)
		return -1;
	if (error == 0)
		return tcp_ends(fd, &ends);
	errno = error;
	return -1;
}

/*
 * The interface that the connection came in by, as the kernel remembers where
 * the listening descriptor has asked for it; 0: it does not.
 */
static uint32_t
arrival(int fd, bool ip6)
{
	_Alignas(struct cmsghdr) uint8_t control[128];
	struct msghdr m = { .msg_control = control };
	socklen_t n = sizeof(control);
	struct in6_pktinfo info6;
	struct in_pktinfo info4;

	if (getsockopt(fd, ip6 ? IPPROTO_IPV6 : IPPROTO_IP,
		ip6 ? IPV6_2292PKTOPTIONS : IP_PKTOPTIONS, control, &n) == -1)
		return 0;
	m.msg_controllen = n;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c != NULL;
	     c = CMSG_NXTHDR(&m, c)) {
		if (ip6 && c->cmsg_type == IPV6_PKTINFO) {
			memcpy(&info6, CMSG_DATA(c), sizeof(info6));
			return info6.ipi6_ifindex;
		}
		if (!ip6 && c->cmsg_type == IP_PKTINFO) {
			memcpy(&info4, CMSG_DATA(c), sizeof(info4));
			return (uint32_t)info4.ipi_ifindex;
		}
	}
	return 0;
}

/*
 * Sets up what was accepted, as what was dialled is: the TTL that the answer to
 * its SYN had, and the guard, are the listening descriptor's. False: it went
 * before we came, and is closed.
 */
static bool
take_over(int fd, const union sock_addr *peer, struct tcp_ends *ends)
{
	bool ip6 = peer->any.sa_family == AF_INET6;

	tcp_unguard(fd);
	if (tcp_set(fd, &(struct tcp_options){ 0 }) == 0 &&
	    sock_set(fd, ip6 ? IPPROTO_IPV6 : IPPROTO_IP,
		ip6 ? IPV6_UNICAST_HOPS : IP_TTL, -1) == 0 &&
	    take_ends(fd, peer, ends) == 0) {
		ends->arrived = arrival(fd, ip6);
		return true;
	}
	close(fd);
	return false;
}

int
tcp_accept(int fd, struct tcp_ends *ends)
{
	for (;;) {
		union sock_addr peer;
		socklen_t n = sizeof(peer);
		int got =
		    accept4(fd, &peer.any, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (got >= 0 && take_over(got, &peer, ends))
			return got;
		/* One that went is no reason to leave the others. */
		if (got == -1 && errno != ECONNABORTED && errno != EINTR)
			return -1;
	}
}

/* ---- bytes ---- */

ssize_t
tcp_read(int fd, void *to, size_t room)
{
	ssize_t n;

	do
		n = recv(fd, to, room, MSG_DONTWAIT);
	while (n == -1 && errno == EINTR);
	return n;
}

ssize_t
tcp_write(int fd, const void *from, size_t n)
{
	ssize_t done;

	do
		done = send(fd, from, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (done == -1 && errno == EINTR);
	return done;
}

int
tcp_flush(int fd, struct obuf *o)
{
	while (obuf_left(o) > 0) {
		ssize_t n = tcp_write(fd, obuf_at(o), obuf_left(o));

		if (n == -1)
			return errno == EAGAIN ? 0 : -1;
		obuf_take(o, (size_t)n);
	}
	return 0;
}
