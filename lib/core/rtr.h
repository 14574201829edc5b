/*
 * A session with a cache of validated ROAs, as an engine (RFC 8210): bytes and
 * the clock in, bytes and changes of a table out.
 *
 * We ask for everything, then for what has changed since; a cache may say that
 * there is something new, and otherwise we ask after the refresh interval. What
 * comes counts when its End of Data is there, all at once. A cache that knows
 * version 0 only is spoken to in that. When the cache is lost, what it said
 * stays until the expire interval is over.
 */
#ifndef CORE_RTR_H
#define CORE_RTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mono.h"
#include "core/rpki.h"
#include "wire/rtr.h"

enum rtr_state {
	RTR_WAITING,    /* to connect again */
	RTR_CONNECTING, /* the caller does */
	RTR_ASKING,     /* a query is sent */
	RTR_LOADING,    /* its answer comes */
	RTR_IN_SYNC,
};

struct rtr_change {
	struct roa roa;
	bool announce;
};

struct rtr {
	enum rtr_state state;
	uint8_t version;
	bool has_serial; /* so that changes can be asked for */
	uint16_t session;
	uint32_t serial;
	uint32_t refresh, retry, expire; /* seconds */
	mono deadline;                   /* of the state */
	mono expires;
	struct rpki *table; /* what counts */
	struct rtr_change *changes;
	size_t n_changes, room_changes; /* of an answer without its end */
	bool from_nothing;              /* the answer is all there is */
	const char *why;                /* it is not in sync; a literal */
};

struct rtr_out {
	bool dial, close;
	bool changed; /* the table */
	size_t n;     /* of bytes to be sent, before it is closed */
	uint8_t bytes[RTR_HEADER_SIZE + 64];
};

/* Waits for rtr_tick(), which is due at once. */
void rtr_init(struct rtr *, mono now);
void rtr_fini(struct rtr *);

void rtr_connected(struct rtr *, mono now, struct rtr_out *);
/* It ended, or the dial failed; `why` is a literal. */
void rtr_lost(struct rtr *, mono now, const char *why, struct rtr_out *);
/* Takes one PDU off the bytes; its length, or 0: none is whole, or it is over.
 */
size_t rtr_input(struct rtr *, mono now, struct rbuf, struct rtr_out *);
void rtr_tick(struct rtr *, mono now, struct rtr_out *);
mono rtr_deadline(const struct rtr *);

#endif
