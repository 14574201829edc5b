/*
 * The label database that captured sessions show: who has told whom which
 * label for which prefix, and each change of that as a `label` record.
 */
#ifndef MESSAGE_LDP_BINDINGS_H
#define MESSAGE_LDP_BINDINGS_H

#include "rec/rec.h"

struct ldp_bindings;

typedef void ldp_bindings_fn(void *ctx, const struct rec *);

struct ldp_bindings *ldp_bindings_new(ldp_bindings_fn *, void *ctx);
void ldp_bindings_free(struct ldp_bindings *);
/* Mappings and withdrawals change it; all messages say who is who. */
void ldp_bindings_message(struct ldp_bindings *, const struct rec_message *);
/* The session between these addresses is over. */
void ldp_bindings_end(struct ldp_bindings *, const struct addr *,
    const struct addr *, int64_t time_us);

#endif
