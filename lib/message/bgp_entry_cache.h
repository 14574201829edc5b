/*
 * Attributes of a table's entries as they are written, by their octets: in a
 * table of the Internet most entries have those of others that stand near.
 *
 * Each hash has one place, and what came last is in it; memory is fixed.
 */
#ifndef MESSAGE_BGP_ENTRY_CACHE_H
#define MESSAGE_BGP_ENTRY_CACHE_H

#include "base/buf.h"
#include "base/obuf.h"
#include "rec/rec.h"
#include "wire/bgp.h"

struct bgp_entry_cache;

struct bgp_entry_cache *bgp_entry_cache_new(void);
void bgp_entry_cache_free(struct bgp_entry_cache *);

/* Good until the next call; NULL: not there. */
const struct rec_written *bgp_entry_find(
    struct bgp_entry_cache *, struct rbuf attributes, const struct bgp_codec *);
/*
 * Takes the attributes of the route out of its fields into its `written`. Only
 * for what was decoded without an error, and was not found.
 */
void bgp_entry_keep(
    struct bgp_entry_cache *, struct rbuf attributes, struct rec *);

#endif
