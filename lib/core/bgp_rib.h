/*
 * The RIB: destinations, the paths to each, which is best, and who has yet to
 * hear of a change.
 *
 * A table is one family in one VRF. Its destinations stand in one order, that
 * of their last change, oldest first. A cursor is a place in that order: all
 * that is new to its reader stands behind it. A destination that changes moves
 * to the end, so a slow reader sees it once, in its latest state, and a reader
 * that comes late begins at the front and gets the whole table, in slices, in
 * the same way as the changes that follow. There is no queue, hence nothing
 * that could grow. A destination without paths stays until the last cursor has
 * passed it.
 *
 * Paths hold two attribute sets: what came (so that a new policy runs without a
 * refresh), and what the import policy made of it; usually both are one.
 *
 * What touches many paths - a source that goes, a next hop that changes - is
 * noted and done by bgp_rib_work() in slices: one scan of the paths in memory
 * order serves all that was noted until then. At 28 bytes a path that beats
 * lists per source and per next hop, which would cost as much again.
 *
 * Everything goes by 32-bit handles. No function here looks at a clock.
 */
#ifndef CORE_BGP_RIB_H
#define CORE_BGP_RIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/bgp_decide.h"
#include "value/addr.h"
#include "value/dist.h"
#include "value/prefix.h"

struct bgp_hops;
struct bgp_nlri;
struct bgp_set;
struct bgp_sets;

#define BGP_NONE UINT32_MAX /* no destination, no path, no cursor */

/* Destinations that are looked at together, as each has to be waited for. */
#define BGP_READ_MOST 32

/* Where paths come from: a neighbour, or a protocol of this router. */
struct bgp_source {
	char name[112];       /* of the peer or the protocol */
	const char *protocol; /* "bgp", or whose routes these are; a literal */
	bool local;           /* this router's own */
	bool external;        /* eBGP */
	bool member;          /* of our confederation, in another AS of it */
	bool client;          /* a route reflector client (RFC 4456) */
	uint32_t as, router_id;
	struct addr address;
	char interface[16];    /* scope of link-local next hops; or empty */
	struct bgp_hops *hops; /* who resolves its next hops; NULL: the RIB's */

	uint32_t paths;    /* that it has announced */
	uint32_t accepted; /* of these, not refused by policy or checks */
};

/* Why a path cannot be chosen; it is kept all the same. */
enum {
	BGP_PATH_REJECTED = 1,     /* by the import policy */
	BGP_PATH_LOOP = 2,         /* our AS, id or cluster has been there */
	BGP_PATH_FIRST_AS = 4,     /* the path does not begin with the sender */
	BGP_PATH_BAD_HOP = 8,      /* the next hop is us, or no host */
	BGP_PATH_UNREACHABLE = 16, /* the next hop does not resolve */
	BGP_PATH_CONFED = 32,      /* the path names a confederation */
	BGP_PATH_WIDE = 64,        /* the RIB's own: it has room for a tail */
	BGP_PATH_LEAK = 128,       /* its OTC says so (RFC 9234) */
	BGP_PATH_INELIGIBLE = 255 - BGP_PATH_WIDE,
};

struct bgp_path {
	uint32_t next;    /* for bgp_rib_next() */
	uint32_t set_in;  /* as it came */
	uint32_t set;     /* behind the import policy; 0 when rejected */
	uint32_t path_id; /* 0 without ADD-PATH */
	uint32_t since;   /* seconds, as given */
	uint16_t source;
	uint8_t flags;
	uint8_t epoch; /* of the source when it came */
};

/* A destination, spelled out: what of it counts, the table's family says. */
struct bgp_net {
	uint16_t table;
	struct prefix prefix;
	struct rd rd;
	struct rbuf nlri; /* where it is no prefix; borrowed (bgp_key.h) */
};

/* What a path is about to be. */
struct bgp_offer {
	uint16_t source;
	uint8_t flags; /* BGP_PATH_UNREACHABLE is the RIB's own to say */
	uint32_t path_id;
	struct bgp_set *set_in, *set; /* the RIB holds what it keeps itself;
				       * set NULL: rejected */
	struct rbuf tail; /* labels, or what else a path says (bgp_key.h) */
	uint32_t since;
	bool stale; /* what is judged again has not been repeated yet */
};

struct bgp_rib;

/* The RIB borrows the sets and the hops; hops NULL: all are reachable. */
struct bgp_rib *bgp_rib_new(
    struct bgp_sets *, struct bgp_hops *, const struct bgp_decide_opts *);
void bgp_rib_free(struct bgp_rib *);

/* The table of a family in a VRF ("": the global one), made when new. */
uint16_t bgp_rib_table(struct bgp_rib *, const char *vrf, uint32_t family);
uint16_t bgp_rib_tables(const struct bgp_rib *); /* how many there are */
uint32_t bgp_table_family(const struct bgp_rib *, uint16_t table);
const char *bgp_table_vrf(const struct bgp_rib *, uint16_t table);
/* How many of its destinations have a best path. */
uint32_t bgp_table_count(const struct bgp_rib *, uint16_t table);

/* ---- sources ---- */

/* A copy is kept; its handle, from 1 on. */
uint16_t bgp_rib_source_add(struct bgp_rib *, const struct bgp_source *);
struct bgp_source *bgp_rib_source(const struct bgp_rib *, uint16_t source);
/* All its paths go, by bgp_rib_work(); new ones may come at once. */
void bgp_rib_source_down(struct bgp_rib *, uint16_t source);
/*
 * Its paths become stale, and those that are already go; later those that still
 * are go (RFC 4724 4.2).
 */
void bgp_rib_source_stale(struct bgp_rib *, uint16_t source);
/* The same, and those that are stale already stay. */
void bgp_rib_source_stale_too(struct bgp_rib *, uint16_t source);
void bgp_rib_source_sweep(struct bgp_rib *, uint16_t source);
/* For good: down, and the handle is free once its last path is. */
void bgp_rib_source_remove(struct bgp_rib *, uint16_t source);

/* ---- changing ---- */

/* Starts loading what put and del will look at; of BGP_READ_MOST at most. */
void bgp_rib_prefetch(
    const struct bgp_rib *, const struct bgp_net *, uint32_t n);

/* Adds the path or replaces that of the same source and path id. */
void bgp_rib_put(
    struct bgp_rib *, const struct bgp_net *, const struct bgp_offer *);
/* Whether there was one. */
bool bgp_rib_del(struct bgp_rib *, const struct bgp_net *, uint16_t source,
    uint32_t path_id);

/*
 * Judges every path of the source again, by bgp_rib_work(): `again` makes of
 * set_in what the policy now makes of it, held. The context lives until all is
 * done or the source is removed.
 */
typedef void bgp_again_fn(
    void *ctx, const struct bgp_net *, struct bgp_offer *);
void bgp_rib_refilter(
    struct bgp_rib *, uint16_t source, bgp_again_fn *, void *ctx);

/* Readers are to look at it once more, though nothing about it is new. */
void bgp_rib_touch(struct bgp_rib *, uint32_t dest);

/* Resolution has changed for some next hops (bgp_hops_changed()). */
void bgp_rib_hops_changed(struct bgp_rib *);

/*
 * Goes on with what was noted, for about `budget` paths looked at (100,000 are
 * a few milliseconds); true when there is more to do. Either way there may be
 * news for readers.
 */
bool bgp_rib_work(struct bgp_rib *, uint32_t budget);

/* ---- asking ---- */

/* A destination with that prefix, or BGP_NONE. */
uint32_t bgp_rib_find(const struct bgp_rib *, const struct bgp_net *);
/* The longest with a best path that covers the prefix. */
uint32_t bgp_rib_match(const struct bgp_rib *, const struct bgp_net *);
/* The next destination of the table after *at (0 to begin), in memory order. */
uint32_t bgp_rib_walk(const struct bgp_rib *, uint16_t table, uint32_t *at);

void bgp_rib_net(const struct bgp_rib *, uint32_t dest, struct bgp_net *);
/* The NLRI of a path, or of its withdrawal for NULL; good until a change. */
void bgp_rib_nlri(const struct bgp_rib *, uint32_t dest,
    const struct bgp_path *, struct bgp_nlri *);
/* NULL when there is none. */
const struct bgp_path *bgp_rib_best(const struct bgp_rib *, uint32_t dest);
enum bgp_rung bgp_rib_reason(const struct bgp_rib *, uint32_t dest);
/* All paths; the best is the first where there is one. NULL at the end. */
const struct bgp_path *bgp_rib_first(const struct bgp_rib *, uint32_t dest);
const struct bgp_path *bgp_rib_next(
    const struct bgp_rib *, const struct bgp_path *);
/*
 * The handles of all paths that could be chosen, or of the `limit` best, best
 * first; good until the next change or question.
 */
uint32_t bgp_rib_rank(
    struct bgp_rib *, uint32_t dest, uint32_t limit, const uint32_t **paths);
const struct bgp_path *bgp_rib_path(const struct bgp_rib *, uint32_t path);
bool bgp_rib_is_stale(const struct bgp_rib *, const struct bgp_path *);
/* Of a session that is over; it is yet to be removed. */
bool bgp_rib_is_gone(const struct bgp_rib *, const struct bgp_path *);
struct bgp_candidate bgp_rib_candidate(
    const struct bgp_rib *, const struct bgp_path *);
struct bgp_sets *bgp_rib_sets(const struct bgp_rib *);
size_t bgp_rib_memory(const struct bgp_rib *);

/* ---- following ---- */

/* A cursor at the front of the table's order. */
uint32_t bgp_rib_follow(struct bgp_rib *, uint16_t table);
/* Another cursor at the place of this one. */
uint32_t bgp_rib_follow_at(struct bgp_rib *, uint32_t cursor);
void bgp_rib_unfollow(struct bgp_rib *, uint32_t cursor);
/*
 * The next destinations that changed, up to `most` and to BGP_READ_MOST; 0 when
 * all were seen. Valid until the next read of this cursor. Their best paths, or
 * that they have none, are the state to be told; whether that is news is for
 * the reader to know.
 */
uint32_t bgp_rib_read(
    struct bgp_rib *, uint32_t cursor, uint32_t *dests, uint32_t most);
/*
 * Whether it is for who only asks for the best path: while somebody watches
 * all paths of the table, destinations come for the sake of others too. A
 * cursor is fresh until it has once seen all: for it everything is news.
 */
bool bgp_rib_is_news(const struct bgp_rib *, uint32_t cursor, uint32_t dest);
bool bgp_rib_is_fresh(const struct bgp_rib *, uint32_t cursor);
/* From now on (until `on` is false, counted) each change is told. */
void bgp_rib_watch(struct bgp_rib *, uint16_t table, bool on);
bool bgp_rib_seen_all(const struct bgp_rib *, uint32_t cursor);

/*
 * What a reader has told of each destination: 0 nothing, else a number of its
 * own. All zeros is empty.
 */
#define BGP_TOLD_CHUNK (4096 * sizeof(uint16_t))
struct bgp_told {
	uint16_t **chunks;
	size_t n;
};

/* Starts loading what get will look at. */
void bgp_told_prefetch(
    const struct bgp_told *, const uint32_t *dests, uint32_t n);
uint16_t bgp_told_get(const struct bgp_told *, uint32_t dest);
void bgp_told_set(struct bgp_told *, uint32_t dest, uint16_t what);
void bgp_told_fini(struct bgp_told *);

#endif
