/*
 * LDP messages as records, and back.
 *
 * A record keeps the TLVs in their order, so it says by itself how its message
 * stood on the wire; what it cannot say (reserved bits, a malformed message)
 * is in `raw`, which counts as long as nobody changes the rest.
 */
#ifndef MESSAGE_LDP_RECORDS_H
#define MESSAGE_LDP_RECORDS_H

#include "base/arena.h"
#include "rec/rec.h"
#include "wire/ldp.h"

/* `more`: another message follows in the PDU. */
void ldp_record_message(struct rec_message *, const struct ldp_pdu *,
    const struct ldp_message *, bool more, struct arena *);

/* The message alone, without the head of its PDU. */
bool ldp_encode_message(struct wbuf *, const struct rec_message *,
    struct arena *, struct rec_fault *f);

#endif
