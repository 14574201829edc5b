/* ATTR_SET (RFC 6368): path attributes in an attribute, to records and back. */
#ifndef MESSAGE_BGP_ATTR_SET_H
#define MESSAGE_BGP_ATTR_SET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "rec/rec.h"

/*
 * False, and *to as it was, where a record would not give the same octets again
 * (flags or an order that are not the usual, say).
 */
bool bgp_attr_set_decode(
    struct rec_attributes *to, struct rbuf value, struct arena *);
/* The value of the attribute. */
bool bgp_attr_set_encode(
    struct wbuf *, const struct rec_attr_set *, struct rec_fault *);

#endif
