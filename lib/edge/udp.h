/* UDP sockets, all of them non-blocking and closed on exec. */
#ifndef EDGE_UDP_H
#define EDGE_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "value/addr.h"

/* Where a datagram came from, where to, and how. */
struct udp_from {
	struct addr peer, local;
	uint16_t peer_port;
	uint32_t interface; /* it came in there */
	uint8_t ttl;        /* or hop limit */
};

/*
 * For everything that comes to the port, by IPv4 or IPv6 (`ip`: ADDR_IP4,
 * ADDR_IP6); the descriptor, or -1 and errno.
 */
int udp_listen(unsigned ip, uint16_t port);
/* The length of the next one; -1 and errno (EAGAIN: no more). Longer is cut. */
ssize_t udp_receive(int fd, void *to, size_t room, struct udp_from *);

/*
 * To send to one peer only, from one port; `local` may be NULL, and so may
 * `device`, the scope of a link-local peer. The descriptor, or -1 and errno.
 */
int udp_connect(const struct addr *peer, uint16_t port,
    const struct addr *local, uint16_t local_port, const char *device,
    uint8_t ttl);
/* All or nothing: -1 and errno, also that of a datagram before. */
ssize_t udp_send(int fd, const void *from, size_t n);

/* Takes what goes to the group, over that interface; or no longer. */
int udp_join(int fd, const struct addr *group, uint32_t interface, bool);
/*
 * One datagram from a socket of udp_listen(), over the interface (0: as routes
 * say), from that address (NULL: the kernel's choice), with that TTL; it does
 * not come back to this machine.
 */
ssize_t udp_send_to(int fd, const struct addr *source, const struct addr *peer,
    uint16_t port, uint32_t interface, uint8_t ttl, const void *from, size_t n);

#endif
