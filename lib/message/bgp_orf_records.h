/* Outbound route filters of ROUTE-REFRESH as fields of its record, and back. */
#ifndef MESSAGE_BGP_ORF_RECORDS_H
#define MESSAGE_BGP_ORF_RECORDS_H

#include "base/arena.h"
#include "base/buf.h"
#include "rec/rec.h"

/*
 * What stands behind the family, which m->family is. False, and nothing is
 * put, where the fields would not give the same octets again.
 */
bool bgp_record_orfs(struct rec_message *m, struct rbuf orfs, struct arena *);
bool bgp_encode_orfs(
    struct wbuf *, const struct rec_message *, struct rec_fault *);

#endif
