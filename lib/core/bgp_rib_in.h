/* The inside of the RIB, for the files bgp_rib*.c alone. */
#ifndef CORE_BGP_RIB_IN_H
#define CORE_BGP_RIB_IN_H

#include "base/map.h"
#include "base/pool.h"
#include "core/bgp_bytes.h"
#include "core/bgp_key.h"
#include "core/bgp_nexthop.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"

/*
 * Keys are addresses, behind an RD in two of the classes; or, with 4 octets,
 * the handle of an NLRI in rib->bytes.
 *
 * A handle of a destination: the class of its key above, its place in the pool
 * of that class below. The order of a table links destinations and cursors, so
 * cursors are a class too. The top bit marks the end of a list of paths, which
 * is the handle of their destination: so each path leads there.
 */
enum { KEY4, KEY12, KEY16, KEY24, N_KEYS, CLASS_CURSOR = 7 };

#define CLASS_SHIFT 28
#define CLASS_OF(h) ((h) >> CLASS_SHIFT & 7)
#define PLACE_OF(h) ((h)&0xfffffff)
#define PATHS_END   0x80000000u
#define DEST_OF(h)  ((h) & ~PATHS_END)

struct links {
	uint32_t prev, next; /* in the order of the table */
};

struct dest {
	uint32_t first; /* path, the best one if any; or PATHS_END | itself */
	struct links links;
	uint16_t table; /* NO_TABLE: a free place in the pool */
	uint8_t len;
	uint8_t reason : 7; /* enum bgp_rung */
	uint8_t news : 1;   /* another best, that not all cursors passed */
	uint8_t key[];      /* as many bytes as the class says */
};

/* Paths of some families have a tail; those of the others shall not pay. */
struct wide_path {
	struct bgp_path path;
	uint32_t tail; /* in rib->bytes; 0: none */
};

enum { N_POOLS = 2 };

#define POOL_OF(path) ((path) >> 30 & 1)
#define PATH_WIDE     0x40000000u

#define NO_TABLE UINT16_MAX

struct cursor {
	struct links links;
	uint16_t table;
	bool used, closing, fresh;
	uint8_t held;  /* how many it has read and not let go of */
	uint32_t rank; /* cursors of this table before it in the order */
};

struct table {
	char *vrf;
	uint32_t family;
	uint8_t class, kind; /* enum bgp_key_kind */
	bool wide;           /* its paths are */
	uint32_t head, tail, cursors;
	uint32_t watchers; /* who hears of every change, not the best's alone */
	uint32_t count;    /* destinations with a best path */
	uint32_t lengths[129]; /* destinations by prefix length */
};

struct source {
	struct bgp_source pub;
	bool used, removed;
	uint8_t epoch;
	uint8_t kept; /* epochs before it whose paths are stale, not gone */
	bgp_again_fn *again; /* while its paths are judged again */
	void *again_ctx;
};

struct bgp_rib {
	struct bgp_sets *sets;
	struct bgp_hops *hops;
	struct bgp_decide_opts opts;

	struct map shards[MAP_SHARDS];
	struct pool dests[N_KEYS];
	struct pool paths[N_POOLS];
	struct bgp_bytes bytes; /* tails of paths, and keys */
	struct table *tables;
	size_t n_tables, room_tables;
	struct cursor *cursors;
	size_t n_cursors, room_cursors;
	struct source **sources; /* by handle; the first is not used */
	size_t n_sources, room_sources;

	struct bgp_candidate *candidates; /* scratch of the decision */
	uint32_t *candidate_paths;
	uint8_t *lost;
	size_t room_candidates;

	uint32_t scan_at; /* a path's handle, of either pool */
	uint32_t scan_left;
	uint8_t *hops_dirty; /* a byte per next hop */
	size_t n_hops_dirty;
};

struct dest_key {
	uint16_t table;
	uint8_t len, size, class;
	const uint8_t *bytes; /* of the caller's, or `room` */
	uint8_t room[24];
};

static inline struct dest *
dest_at(const struct bgp_rib *rib, uint32_t h)
{
	return pool_at(&rib->dests[CLASS_OF(h)], PLACE_OF(h));
}

static inline struct bgp_path *
path_at(const struct bgp_rib *rib, uint32_t at)
{
	return pool_at(&rib->paths[POOL_OF(at)], at & ~PATH_WIDE);
}

static inline bool
dest_is_empty(const struct dest *d)
{
	return d->first & PATHS_END;
}

/* The handle of the best path, or BGP_NONE. */
static inline uint32_t
dest_best(const struct dest *d)
{
	return d->reason == BGP_NO_PATH ? BGP_NONE : d->first;
}

static inline uint32_t
path_tail(const struct bgp_path *p)
{
	return p->flags & BGP_PATH_WIDE ? ((const struct wide_path *)p)->tail
					: 0;
}

/* Gone, though not yet removed: of a session that is over. */
static inline bool
path_is_gone(const struct bgp_rib *rib, const struct bgp_path *p)
{
	const struct source *s = rib->sources[p->source];

	return (uint8_t)(s->epoch - p->epoch) > s->kept;
}

/* Who resolves the next hops of what it has announced. */
static inline struct bgp_hops *
source_hops(const struct bgp_rib *rib, uint16_t source)
{
	struct bgp_hops *own = rib->sources[source]->pub.hops;

	return own != NULL ? own : rib->hops;
}

/* bgp_rib.c */
uint32_t dest_find(const struct bgp_rib *, const struct bgp_net *);
/* At most BGP_READ_MOST, which have no paths. */
void dests_free(struct bgp_rib *, const uint32_t *h, uint32_t n);
/* The path's two sets and counters are let go; it is unlinked already. */
void path_free(struct bgp_rib *, uint32_t at);
bool path_is_unreachable(const struct bgp_rib *, const struct table *,
    uint16_t source, const struct bgp_set *);

/* bgp_rib_choose.c */
/*
 * Chooses again, after a change; `before` was the best path. That is news when
 * it is another now, or `changed` in itself.
 */
void dest_decide(struct bgp_rib *, uint32_t h, uint32_t before, bool changed);

/* bgp_rib_order.c */
void order_append(struct bgp_rib *, uint32_t h);
void order_remove(struct bgp_rib *, uint32_t h);
/* The destination has news: to the end with it, or away if nobody listens. */
void order_touch(struct bgp_rib *, uint32_t h);
/* Goes on with cursors that are closing; true when there is more. */
bool order_work(struct bgp_rib *, uint32_t *budget);

#endif
