/* Messages as they pass: counted, and kept in files. */
#ifndef BGPSPEAK_TRAFFIC_H
#define BGPSPEAK_TRAFFIC_H

#include <stdint.h>

#include "base/buf.h"

struct link;
struct neighbor;
struct speaker;

/* ---- mrt.c ---- */

/* As the router record says. */
void mrt_review(struct speaker *);
void mrt_end(struct speaker *);
/* A message has come; the session's state may be another. */
void mrt_message(struct neighbor *, const struct link *, struct rbuf message);
void mrt_state(struct neighbor *);

/* ---- traffic.c ---- */

#define TRAFFIC_KINDS 6 /* enum bgp_type, from 1 on; 0: unknown */

/* Messages since the start, by direction and kind. */
struct traffic {
	uint64_t received[TRAFFIC_KINDS], sent[TRAFFIC_KINDS];
};

/* A message that has come, and messages that are about to go. */
void traffic_received(struct neighbor *, struct link *, struct rbuf message);
void traffic_sent(struct neighbor *, struct link *, struct rbuf messages);

#endif
