/* Between the files rpki*.c alone. */
#ifndef BGPSPEAK_RPKI_H
#define BGPSPEAK_RPKI_H

#include "core/rtr.h"
#include "edge/loop.h"
#include "rec/rec.h"

struct speaker;

struct rpki_cache {
	struct speaker *speaker;
	char name[ADDR_TEXT + 8];
	struct addr address;
	uint16_t port;
	struct rtr engine;
	int fd; /* -1: there is no connection */
	bool dialling;
	struct loop_fd *watch;
	struct loop_timer *timer;
	uint8_t *in;
	size_t in_used;
};

void rpki_cache_begin(
    struct rpki_cache *, struct speaker *, const struct rec_rpki_cache *);
void rpki_cache_end(struct rpki_cache *);

/* What a source says is another: the speaker judges by that. */
void rpki_changed(struct speaker *);

#endif
