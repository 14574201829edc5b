/* Between the files that open sockets of IP. */
#ifndef EDGE_SOCK_H
#define EDGE_SOCK_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

#include "value/addr.h"

union sock_addr {
	struct sockaddr any;
	struct sockaddr_in ip4;
	struct sockaddr_in6 ip6;
	struct sockaddr_storage storage;
};

/* The device is the scope of a link-local address; NULL: none. Its length. */
socklen_t sock_addr_put(
    union sock_addr *, const struct addr *, uint16_t port, const char *device);
/* IPv4 is IPv4, also where an IPv6 socket has mapped it. */
void sock_addr_get(const union sock_addr *, struct addr *, uint16_t *port);

/* One option that is an int. 0, or -1 and errno. */
int sock_set(int fd, int level, int option, int value);
/* Non-blocking, closed on exec, IPv6 for IPv6 only; device may be NULL. */
int sock_open(unsigned ip, int type, const char *device);
/* Closes it; -1, with errno as it was. */
int sock_fail(int fd);

#endif
