/* Whether what a router record says of LDP makes sense. */
#ifndef CORE_LDP_CONFIG_H
#define CORE_LDP_CONFIG_H

#include <stdbool.h>

struct rec_fault;
struct rec_router;

/* Beyond what its table says; false: refused, and *f has key and text. */
bool ldp_config_check(const struct rec_router *, struct rec_fault *f);

#endif
