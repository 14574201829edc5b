/*
 * Telling a monitoring station of sessions and routes (RFC 7854; RFC 8671 for
 * what we tell neighbours, RFC 9069 for our own table), as an engine: what
 * happens and the clock in, bytes of BMP out.
 *
 * Nothing is queued. Of routes the station has what one cursor a table has
 * passed (bgp_rib.h), and per destination the attribute sets that it was told
 * are kept, so that only what differs is told; a slow station sees the latest
 * state, once. Of sessions there is at most one Peer Down and one Peer Up to be
 * said. When the connection is lost all that is forgotten, in slices; the next
 * one begins with the whole table, as the RFC wants it.
 */
#ifndef CORE_BMP_H
#define CORE_BMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mono.h"
#include "value/addr.h"
#include "wire/bgp.h"

struct bgp_export;
struct bgp_rib;
struct obuf;

/* What it is told of routes. */
enum {
	BMP_TELL_PRE = 1,  /* what neighbours announce, as it came, */
	BMP_TELL_POST = 2, /* and as policy has made it */
	BMP_TELL_OUT = 4,  /* what they are told */
	BMP_TELL_LOC = 8,  /* what was chosen */
};

struct bmp_config {
	struct bgp_rib *rib; /* these two are borrowed */
	struct bgp_export *export;
	unsigned views;
	uint32_t stats_interval; /* seconds; 0: no statistics */
	uint32_t connect_retry; /* seconds: the first wait, doubled each time */
};

/* Now, on both clocks. */
struct bmp_clock {
	mono mono;
	int64_t wall_us;
};

struct bmp;

struct bmp *bmp_new(const struct bmp_config *, mono now);
void bmp_free(struct bmp *);

/* ---- the connection ---- */

enum bmp_state { BMP_WAITING, BMP_DIALLING, BMP_CONNECTED };

enum bmp_state bmp_state(const struct bmp *);
mono bmp_deadline(const struct bmp *);

enum bmp_do { BMP_DO_NOTHING, BMP_DO_DIAL, BMP_DO_HANG_UP };

/* A timer is due; `why` is set where it hangs up. */
enum bmp_do bmp_tick(struct bmp *, mono now, const char **why);
/*
 * It ended, or the dial failed. `jitter`: 750 to 1000 thousandths of the wait,
 * so that not all routers come back at once.
 */
void bmp_lost(struct bmp *, mono now, uint16_t jitter);
/* What was written has been taken, in part or (not `waiting`) all of it. */
void bmp_sent(struct bmp *, mono now, bool waiting);

struct bmp_router {
	const char *name, *description;
	uint32_t as, id; /* the identifier in host order */
};

/* It stands; the neighbours that are up are to be told next. */
void bmp_connected(struct bmp *, const struct bmp_clock *,
    const struct bmp_router *, struct obuf *to);

/* ---- sessions; nothing while there is no connection ---- */

struct bmp_family {
	uint32_t family;
	uint16_t table, source; /* in the RIB */
	uint32_t told;          /* the handle of export */
	bool path_ids;          /* in what the neighbour sends */
	bool ended;             /* it has said End-of-RIB */
};

struct bmp_session {
	const char *name; /* of the neighbour */
	struct addr remote, local;
	uint16_t remote_port, local_port;
	uint32_t as, id; /* the neighbour's */
	int64_t since_us;
	struct rbuf sent, received; /* the OPENs, whole messages */
	unsigned n;
	struct bmp_family families[BGP_MAX_FAMILIES];
	const uint32_t *treated_as_withdrawn; /* UPDATEs; borrowed until it is
						 down */
};

/* `key` is whatever tells it from others until it is down. */
void bmp_up(struct bmp *, const void *key, const struct bmp_session *);
void bmp_ended(struct bmp *, const void *key, uint32_t family);

struct bmp_down {
	uint8_t reason;           /* BMP_DOWN_ */
	uint16_t event;           /* of BMP_DOWN_EVENT */
	struct rbuf notification; /* a whole message, or empty */
};

void bmp_down(
    struct bmp *, const void *key, int64_t wall_us, const struct bmp_down *);

/* ---- what is to be sent ---- */

/*
 * Appends whole messages until `want` octets or more wait in `to`; looks at
 * about `budget` paths. True: there is more, and room for it.
 */
bool bmp_fill(struct bmp *, const struct bmp_clock *, struct obuf *to,
    size_t want, uint32_t budget);
/* What there is to say of sessions, and that this is the end. */
void bmp_terminate(struct bmp *, struct obuf *to);
/* Forgets what a connection before was told; true: there is more to forget. */
bool bmp_work(struct bmp *, uint32_t budget);

struct bmp_counts {
	uint64_t connected;                      /* times */
	uint64_t messages, announced, withdrawn; /* since the start */
	uint64_t told;   /* routes that it has now, in all views */
	uint64_t untold; /* that no message holds */
	size_t memory;
};

struct bmp_counts bmp_counts(const struct bmp *);

#endif
