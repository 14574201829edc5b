/* Writing MRT records (RFC 6396, 8050): the other half of mrt.h. */
#ifndef WIRE_MRT_ENCODE_H
#define WIRE_MRT_ENCODE_H

#include "wire/mrt.h"

/*
 * A record of these octets. An _ET type has its microseconds before them; the
 * length follows from that. Bad where the time is not in 32 bits of seconds.
 */
void mrt_record_encode(struct wbuf *, uint16_t type, uint16_t subtype,
    int64_t time_us, struct rbuf body);

/*
 * A message of a session, or a change of its state where it has no message:
 * BGP4MP, or BGP4MP_ET where the time is no whole second. A number that does
 * not fit without as4 is AS_TRANS.
 */
void mrt_session_encode(
    struct wbuf *, int64_t time_us, const struct mrt_session *);

/* One peer of the index; AS numbers have four octets. */
void mrt_peer_encode(struct wbuf *, const struct mrt_peer *);
/* PEER_INDEX_TABLE and RIB records, for mrt_record_encode(). */
#define MRT_TABLE_DUMP_V2 13
#define MRT_PEER_INDEX    1
/* The subtype of RIB records of the family; *generic: the body says it. */
uint16_t mrt_rib_subtype(uint32_t family, bool add_path, bool *generic);

#endif
