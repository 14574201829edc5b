/* The inside of filters, for the files bgp_filter*.c alone. */
#ifndef MESSAGE_BGP_FILTER_IN_H
#define MESSAGE_BGP_FILTER_IN_H

#include "base/arena.h"
#include "core/prefix_set.h"
#include "message/bgp_filter.h"
#include "message/bgp_message_routes.h"
#include "message/bgp_records.h"

struct numbers {
	uint32_t *at;
	size_t n, room;
};

struct texts { /* in the arena; wild.h compares them */
	const char **at;
	size_t n, room;
};

enum { COMMUNITY_STANDARD, COMMUNITY_LARGE, COMMUNITY_EXTENDED };

struct bgp_filter {
	unsigned has;
	struct arena arena;
	struct addr *peers;
	size_t peers_n, peers_room;
	struct numbers peer_as, origins, families;
	struct texts peer_names, kinds, communities, rds, rts;
	unsigned community_kinds; /* a bit each: what a text may be of */
	struct prefix_set prefixes;
	struct pattern **patterns;
	size_t patterns_n, patterns_room;
	int64_t since, until; /* microseconds since the epoch */
};

#endif
