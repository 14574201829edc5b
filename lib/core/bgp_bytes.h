/*
 * Interned strings of bytes, counted, by 32-bit handles: equal strings are one.
 * The RIB keeps NLRI here that are no prefixes, and label stacks.
 */
#ifndef CORE_BGP_BYTES_H
#define CORE_BGP_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"

struct bgp_bytes_slot;

/* All zeros is empty. */
struct bgp_bytes {
	struct map maps[MAP_SHARDS];
	struct bgp_bytes_slot *slots; /* by handle; the first is not used */
	size_t room;
	uint32_t used, freed;
	size_t memory;
};

/* The handle, held once more; 0 for an empty string. */
uint32_t bgp_bytes_intern(struct bgp_bytes *, struct rbuf);
/* The handle, not held; 0: there is no such string. */
uint32_t bgp_bytes_find(const struct bgp_bytes *, struct rbuf);
uint32_t bgp_bytes_hold(struct bgp_bytes *, uint32_t at);
void bgp_bytes_drop(struct bgp_bytes *, uint32_t at);
/* Good until the last drop; empty for 0. */
struct rbuf bgp_bytes_at(const struct bgp_bytes *, uint32_t at);
size_t bgp_bytes_memory(const struct bgp_bytes *);
void bgp_bytes_fini(struct bgp_bytes *);

#endif
