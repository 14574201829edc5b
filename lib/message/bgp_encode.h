/*
 * BGP messages from records, the way back of bgp_records.h.
 *
 * A record says what a message means, and one form on the wire is the usual
 * one for it: no more of the extended length than is needed; the attributes of
 * other families (MP_REACH_NLRI, MP_UNREACH_NLRI) first, the others by their
 * codes; AS numbers of four octets; IPv4 unicast in the body; all capabilities
 * in one parameter. What a message had otherwise is in `raw` of its record.
 * That is a hint: where somebody has changed the rest, the rest counts.
 *
 * To add a family or an attribute is a row in bgp_encode_nlri.c or
 * bgp_encode_attrs.c.
 */
#ifndef MESSAGE_BGP_ENCODE_H
#define MESSAGE_BGP_ENCODE_H

#include <stdbool.h>

#include "base/arena.h"
#include "rec/rec.h"
#include "wire/bgp.h"

/*
 * Writes the message that the record says, or says what is wrong with that in
 * *f (which may be NULL): its key and the reason, not its line.
 */
bool bgp_encode_message(struct wbuf *, const struct rec_message *,
    struct arena *, struct rec_fault *f);

/* The attributes of an entry of TABLE_DUMP_V2 (RFC 6396 4.3.4). */
bool bgp_encode_entry(struct wbuf *, const struct rec_route *, struct arena *,
    struct rec_fault *f);
/* The destination of a route, without its path id. */
bool bgp_encode_destination(
    struct wbuf *, const struct rec_route *, struct rec_fault *f);

#endif
