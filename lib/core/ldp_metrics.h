/* What `ldpd-lite show` says of the daemon and its neighbours, as metrics. */
#ifndef CORE_LDP_METRICS_H
#define CORE_LDP_METRICS_H

#include <stddef.h>

struct obuf;
struct rec;

/* Of `adjacency` and `router_state` records; others are left out. */
void ldp_metrics_write(struct obuf *, struct rec *const *, size_t n);

#endif
