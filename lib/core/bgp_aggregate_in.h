/* The inside of aggregates, for the files bgp_aggregate*.c alone. */
#ifndef CORE_BGP_AGGREGATE_IN_H
#define CORE_BGP_AGGREGATE_IN_H

#include "base/pool.h"
#include "core/bgp_aggregate.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"
#include "core/bgp_summary.h"

struct aggregate {
	struct bgp_aggregate pub;
	struct bgp_summary sum;
	bool dirty;  /* its attributes may be others */
	bool active; /* it is in the RIB, and not rejected */
	bool gone;   /* until what it hid was told again */
	bool touch;  /* what is beneath it is to be told again */
};

/* What a destination beneath an aggregate contributed. */
struct entry {
	uint32_t round;      /* in which that was counted; or the pool's */
	uint32_t dest;       /* BGP_NONE: a free place */
	struct bgp_set *set; /* held; NULL: nothing */
};

struct followed { /* a table with aggregates */
	uint16_t table;
	uint32_t cursor;
	uint32_t round;                /* how often all was counted anew */
	struct map prefixes;           /* of aggregates */
	uint64_t lengths[3];           /* of these: a bit each */
	struct map shards[MAP_SHARDS]; /* of entries */
	struct pool entries;
	bool touching;
	uint32_t touch_at;
};

struct bgp_aggregates {
	struct bgp_rib *rib;
	uint16_t source;
	struct aggregate *at;
	size_t n, room;
	struct followed **tables;
	size_t n_tables, room_tables;
};

/* bgp_aggregate.c */
struct followed *aggregate_table(const struct bgp_aggregates *, uint16_t table);
uint32_t aggregate_hash(const struct prefix *);
/*
 * The next shorter one that covers the prefix, from *len on, which is the
 * prefix's own length to begin with; NULL when there is none.
 */
struct aggregate *aggregate_above(const struct bgp_aggregates *,
    const struct followed *, const struct prefix *, int *len);
/* Reads the table from its front once more. */
void aggregate_count_anew(struct bgp_aggregates *, struct followed *);
/* What it hides, if anything, is to be told again. */
void aggregate_activate(struct followed *, struct aggregate *, bool active);
/* It is not offered any more. */
void aggregate_withdraw(
    struct bgp_aggregates *, struct followed *, struct aggregate *);
void aggregate_table_free(struct bgp_aggregates *, struct followed *);

#endif
