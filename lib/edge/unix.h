/* Control sockets: Unix stream sockets, non-blocking, closed on exec. */
#ifndef EDGE_UNIX_H
#define EDGE_UNIX_H

#include <stdint.h>

#include "base/mono.h"

struct unix_listener {
	int fd;
	char *path;
	uint64_t device, inode; /* so that only our own is ever unlinked */
};

/*
 * Mode 0600; makes the last directory of the path (0755) where it is missing.
 * A socket that someone answers is never taken over: -1 and EADDRINUSE; one
 * that nobody does is replaced.
 */
int unix_listen(struct unix_listener *, const char *path);
void unix_close(struct unix_listener *);

int unix_connect(const char *path); /* the descriptor, or -1 and errno */
/* -1 and EAGAIN: no more; any other: none can be had now (EMFILE), so rest. */
#define UNIX_ACCEPT_REST MONO_S(1)
int unix_accept(int fd);

#endif
