/* TCP sockets, all of them non-blocking and closed on exec. */
#ifndef EDGE_TCP_H
#define EDGE_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/mono.h"
#include "value/addr.h"
#include "value/prefix.h"

struct obuf;

/* All zeros is a plain connection. */
struct tcp_options {
	/*
	 * Only over this interface or VRF (SO_BINDTODEVICE); also the scope of
	 * a link-local address. NULL: over any.
	 */
	const char *device;
	uint8_t ttl;     /* of what we send; 0: the system's */
	uint8_t min_ttl; /* of what we accept, RFC 5082; 0: any */
	/* TCP-MD5 (RFC 2385), for tcp_connect() only; NULL: none */
	const void *key;
	size_t key_length;
};

struct tcp_ends {
	struct addr local, peer; /* IPv4 is IPv4, also on a socket for both */
	uint16_t local_port, peer_port;
	uint32_t interface; /* scope of a link-local peer, otherwise 0 */
	uint32_t arrived; /* of one that was accepted: where it came in; or 0 */
};

/* IPv6 sockets take IPv6 only. The descriptor, or -1 and errno. */
int tcp_listen(
    const struct addr *local, uint16_t port, const struct tcp_options *);

/*
 * Begins to connect; local may be NULL, its port 0. When it becomes writable
 * tcp_connected() tells: 0, or -1 and errno.
 */
int tcp_connect(const struct addr *peer, uint16_t port,
    const struct addr *local, uint16_t local_port, const struct tcp_options *);
int tcp_connected(int fd);

/*
 * The next one that came, or -1 and errno. EAGAIN: no more; any other: there is
 * one that cannot be had now (EMFILE), so rest.
 */
#define TCP_ACCEPT_REST MONO_S(1)
int tcp_accept(int fd, struct tcp_ends *);
int tcp_ends(int fd, struct tcp_ends *);
/* ttl and min_ttl of an accepted one; the rest is left alone. */
int tcp_set(int fd, const struct tcp_options *);

/* What says that it is from there is dropped unless it has that TTL. */
struct tcp_guard {
	struct prefix from;
	uint8_t min_ttl; /* 0: whatever it has */
};
/*
 * On a listening descriptor of that IP version, in the place of those before;
 * the first that fits decides. An accepted connection has none. There is room
 * for about a hundred addresses of IPv6, by the kernel's settings for more;
 * those behind are not guarded.
 */
int tcp_guard(int fd, unsigned ip, const struct tcp_guard *, size_t n);
void tcp_unguard(int fd);
/*
 * How many segments the kernel has dropped here for too low a TTL, of whatever
 * connection: one that dials by GTSM sees no answer that it could complain of.
 */
uint64_t tcp_low_ttls(void);

#define TCP_KEY_MAX 80
/*
 * TCP-MD5 (RFC 2385) with everyone in the prefix, on a listening descriptor.
 * n = 0 removes the key. An accepted connection has it already.
 */
int tcp_key(int fd, const struct prefix *peer, const void *key, size_t n);

/* Whether the kernel has TCP-AO (RFC 5925). */
bool tcp_has_ao(void);

/* 0 when the peer has closed; -1 and errno (EAGAIN: later). */
ssize_t tcp_read(int fd, void *to, size_t room);
ssize_t tcp_write(int fd, const void *from, size_t n);
/* Writes and takes what goes now; what waits is still in the buffer. */
int tcp_flush(int fd, struct obuf *);

#endif
