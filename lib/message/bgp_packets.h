/*
 * BGP messages as packets of a capture file, in TCP connections that are made
 * up around them: the handshake, each segment with its acknowledgement, and
 * the end behind a NOTIFICATION.
 */
#ifndef MESSAGE_BGP_PACKETS_H
#define MESSAGE_BGP_PACKETS_H

#include "base/obuf.h"
#include "rec/rec.h"
#include "wire/bgp.h"

struct bgp_packets;

/* Writes the header of the file. */
struct bgp_packets *bgp_packets_new(struct obuf *out);
void bgp_packets_free(struct bgp_packets *);
/*
 * The message of this record. Addresses, ports and time are its own; without
 * ports dst listens, and the other port is another one for each connection.
 */
bool bgp_packets_add(struct bgp_packets *, const struct rec_message *,
    struct rbuf message, struct rec_fault *f);

#endif
