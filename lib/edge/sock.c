/* Sockets of IP: what TCP and UDP have in common. */
#include "edge/sock.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

socklen_t
sock_addr_put(union sock_addr *to, const struct addr *a, uint16_t port,
    const char *device)
{
	memset(to, 0, sizeof(*to));
	if (a->ip == ADDR_IP4) {
		to->ip4.sin_family = AF_INET;
		to->ip4.sin_port = htons(port);
		memcpy(&to->ip4.sin_addr, a->b, 4);
		return sizeof(to->ip4);
	}
	to->ip6.sin6_family = AF_INET6;
	to->ip6.sin6_port = htons(port);
	memcpy(&to->ip6.sin6_addr, a->b, 16);
	if (device != NULL && addr_is_link_local(a))
		to->ip6.sin6_scope_id = if_nametoindex(device);
	return sizeof(to->ip6);
}

void
sock_addr_get(const union sock_addr *from, struct addr *a, uint16_t *port)
{
	const uint8_t *b = from->ip6.sin6_addr.s6_addr;

	if (from->any.sa_family == AF_INET) {
		*a = addr_from(ADDR_IP4, (const void *)&from->ip4.sin_addr);
		*port = ntohs(from->ip4.sin_port);
		return;
	}
	if (IN6_IS_ADDR_V4MAPPED(&from->ip6.sin6_addr))
		*a = addr_from(ADDR_IP4, b + 12);
	else
		*a = addr_from(ADDR_IP6, b);
	*port = ntohs(from->ip6.sin6_port);
}

int
sock_set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value));
}

int
sock_fail(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

int
sock_open(unsigned ip, int type, const char *device)
{
	int fd = socket(ip == ADDR_IP6 ? AF_INET6 : AF_INET,
	    type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return -1;
	if (ip == ADDR_IP6 && sock_set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1) == -1)
		return sock_fail(fd);
	if (device != NULL && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE,
				  device, (socklen_t)strlen(device)) == -1)
		return sock_fail(fd);
	return fd;
}
