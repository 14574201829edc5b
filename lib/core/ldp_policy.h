/* The `ldp` of a router record, as the label database takes it. */
#ifndef CORE_LDP_POLICY_H
#define CORE_LDP_POLICY_H

#include "core/ldp_lib.h"

struct ldp_policy;
struct rec_ldp_router;

/*
 * Fills what the record says of *config (`ldp` may be NULL: nothing); the rest
 * stays. What it points at lives until ldp_policy_free().
 */
struct ldp_policy *ldp_policy_new(
    const struct rec_ldp_router *ldp, struct ldp_lib_config *config);
void ldp_policy_free(struct ldp_policy *);

#endif
