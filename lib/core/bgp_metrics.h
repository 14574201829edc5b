/* What `show` says of a speaker and its neighbours, as metrics. */
#ifndef CORE_BGP_METRICS_H
#define CORE_BGP_METRICS_H

#include <stddef.h>

struct obuf;
struct rec;

/* Of `peer_state` and `router_state` records; others are left out. */
void bgp_metrics_write(struct obuf *, struct rec *const *, size_t n);

#endif
