/*
 * Interned attribute sets: equal sets are one object, compared by pointer.
 *
 * A set is the path attributes of a route as one block: the fields that the
 * decision and policies look at, decoded, and behind them the attributes as
 * bytes in one canonical form: ascending codes, AS numbers of 4 octets, the
 * IPv4 next hop as NEXT_HOP, no MP_REACH. The next hop of other families, and
 * what this router alone knows (weight), stand beside the bytes and count for
 * equality as well.
 *
 * Sets are counted: who keeps one holds it. The canonical form is also the
 * form in which most neighbours send, so that bgp_sets_find() answers most
 * UPDATEs without decoding a single attribute.
 */
#ifndef CORE_BGP_SET_H
#define CORE_BGP_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/bgp.h"

/* Well-known communities that a set may have. */
enum {
	BGP_SET_NO_EXPORT = 1,
	BGP_SET_NO_ADVERTISE = 2,
	BGP_SET_LLGR_STALE = 4, /* RFC 9494 */
	BGP_SET_NO_LLGR = 8,
	BGP_SET_GRACEFUL_SHUTDOWN = 16, /* RFC 8326 */
	BGP_SET_NO_SUBCONFED = 32,
};

/* Never changed, except for `refs` by hold and drop. */
struct bgp_set {
	uint32_t refs;
	uint32_t at; /* its handle; 0 is none */
	uint32_t hash;
	uint32_t hop;      /* the next hop's handle; 0 is none */
	uint32_t first_as; /* the neighbour AS; 0: empty or begins with a set */
	uint32_t origin_as;       /* the last AS; 0: empty or ends with a set */
	uint32_t local_pref, med; /* 0 where absent; see has */
	uint32_t weight;          /* of this router alone */
	uint32_t originator_id;
	uint32_t otc;            /* Only to Customer (RFC 9234); 0: absent */
	uint32_t has_low;        /* a bit per attribute code below 32 */
	uint16_t as_path_length; /* RFC 4271 9.1.2.2 */
	uint16_t cluster_list_length;
	uint16_t size; /* of raw */
	uint8_t origin;
	uint8_t limits; /* BGP_SET_: well-known communities that it has */
	uint8_t raw[];
};

static inline bool
bgp_set_has(const struct bgp_set *s, unsigned code)
{
	return s->has_low >> code & 1;
}

/* A next hop, interned as well; the parts of resolution go by its handle. */
struct bgp_next_hop {
	struct addr addr, link_local;
	bool has_rd;   /* it came behind an RD, which is 0 (RFC 4364 4.3.2) */
	uint32_t refs; /* the sets that have it; 0: the handle is free */
	uint32_t hash;
};

struct bgp_sets;

struct bgp_sets *bgp_sets_new(void);
void bgp_sets_free(struct bgp_sets *);

/*
 * The set with these attributes, held; `hop` NULL: NEXT_HOP is in attrs (or
 * there is none). AS4_PATH must be merged (bgp_attrs_merge_as4()), in `attrs`
 * any width will do. NULL only when it takes more than 65535 octets.
 */
struct bgp_set *bgp_sets_intern(struct bgp_sets *, const struct bgp_attrs *,
    const struct bgp_hop *hop, uint32_t weight);

/*
 * The set whose canonical bytes these are, held, or NULL: it is not known, or
 * the bytes are not canonical. Only for attributes from a 4-octet session.
 */
struct bgp_set *bgp_sets_find(
    struct bgp_sets *, struct rbuf raw, const struct bgp_hop *hop);

struct bgp_set *bgp_set_hold(struct bgp_set *);
void bgp_set_drop(struct bgp_sets *, struct bgp_set *);

/* By handle, borrowed; NULL for 0. */
struct bgp_set *bgp_sets_at(const struct bgp_sets *, uint32_t at);

/* All attributes decoded, borrowing from the set. */
void bgp_set_open(const struct bgp_set *, struct bgp_attrs *);
struct bgp_as_path bgp_set_as_path(const struct bgp_set *);

/* Never NULL; without a next hop one of ADDR_NONE. Until the next intern. */
const struct bgp_next_hop *bgp_set_next_hop(
    const struct bgp_sets *, const struct bgp_set *);
/* By handle, below bgp_sets_hops(). */
const struct bgp_next_hop *bgp_sets_hop(const struct bgp_sets *, uint32_t hop);
uint32_t bgp_sets_hops(const struct bgp_sets *);

/* How many sets there are, and the bytes of memory that they take. */
uint32_t bgp_sets_count(const struct bgp_sets *);
size_t bgp_sets_memory(const struct bgp_sets *);

#endif
