/* Which member of a TLV's record is which member of the TLV, both ways. */
#ifndef MESSAGE_LDP_FIELDS_H
#define MESSAGE_LDP_FIELDS_H

#include "rec/rec.h"
#include "wire/ldp.h"

/* The numbers, bits and addresses; `value` and lists are the caller's. */
void ldp_fields_record(struct rec_ldp_tlv *, const struct ldp_tlv *);
void ldp_fields_encode(struct ldp_tlv *, const struct rec_ldp_tlv *);

#endif
