/* Between the files that make records of BGP messages. */
#ifndef MESSAGE_BGP_RECORD_PARTS_H
#define MESSAGE_BGP_RECORD_PARTS_H

#include "message/bgp_records.h"

#define ARRAY(arena, type, n)                                                  \
	((type *)arena_alloc((arena), ((n) > 0 ? (n) : 1) * sizeof(type)))

static inline struct rec_bytes
bytes(struct rbuf r)
{
	return (struct rec_bytes){ (uint32_t)rbuf_left(&r), r.at };
}

/* Those that are the same in an ATTR_SET; all others are unknown. */
void bgp_record_plain_attributes(
    struct rec_attributes *, const struct bgp_attrs *, struct arena *);

void bgp_record_capability(
    struct rec_capability *, const struct bgp_capability *, struct arena *);

/* The true AS_PATH and AGGREGATOR, in *a (bgp_attrs_merge_as4). */
void bgp_record_merge(struct bgp_attrs *a, struct arena *);
/* The same in m->merged, where what came from a 2-octet speaker says more. */
void bgp_record_merged(
    struct rec_message *m, const struct bgp_attrs *, struct arena *);

/* RD and components of a BGP_NLRI_FLOW. */
void bgp_record_flow(
    struct rec_nlri *, const struct bgp_nlri *, struct arena *);

/*
 * Notes in m->raw how an UPDATE stood on the wire, where that is not the usual
 * form of what *m says. False: only the message itself will tell.
 */
bool bgp_raw_update(struct rec_message *m, const struct bgp_update *,
    const struct bgp_codec *, struct arena *);
/* Whether *m says all of an OPEN. */
bool bgp_raw_open(
    const struct rec_message *m, struct rbuf body, struct arena *);

/* "unknown_99" where there is no name. */
const char *bgp_record_name(
    const struct name *table, uint8_t code, struct arena *);

#endif
