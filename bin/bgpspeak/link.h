/* TCP connections of `bgpspeak run`, and those that only say a last word. */
#ifndef BGPSPEAK_LINK_H
#define BGPSPEAK_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/buf.h"
#include "base/obuf.h"
#include "edge/tcp.h"

struct loop_fd;
struct neighbor;
struct speaker;
struct terms;

struct link {
	struct neighbor *neighbor;
	unsigned conn; /* BGP_OUT or BGP_IN */
	int fd;        /* -1: there is none */
	bool dialling;
	struct loop_fd *watch;
	struct tcp_ends ends;
	uint8_t *in;
	size_t in_used, in_room;
	struct obuf out;
	/* OPENs of the connection, whole messages: theirs and ours */
	struct obuf opens[2];
	struct obuf notice; /* and the last NOTIFICATION, if any */
	bool notice_is_ours;
	bool queued; /* there is something to read */
	TAILQ_ENTRY(link) next;
};

TAILQ_HEAD(links, link);

void link_init(struct link *, struct neighbor *, unsigned conn);
void link_fini(struct link *);
/* Begins to connect; false: link_why() says why not. */
bool link_dial(struct link *);
const char *link_why(void);
/* What waits to be read of one, and of all, as long as a round may take. */
void link_read(struct link *);
void link_read_all(void *speaker);
/* What its sockets are bound to: an interface, a VRF; or NULL. */
const char *link_device(const struct terms *);
void link_attach(struct link *, int fd, const struct tcp_ends *);
/* What waits in `out` goes out when the loop turns. */
void link_flush(struct link *);
/* What was to be sent still is. */
void link_close(struct link *);

/* Says the bytes, if any, and closes the descriptor. */
void farewell_say(struct speaker *, int fd, struct rbuf bytes);
void farewell_all_free(struct speaker *);

#endif
