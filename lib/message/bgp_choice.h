/*
 * The decision on captured routes: paths of many neighbours in, the best of
 * each destination out, with why the others are not.
 *
 * Paths are those that `run` would choose from: what neighbours have announced
 * (`rib` adj_in; adj_in_pre of a neighbour of whom nothing else is there), and
 * our own. A path with a reason that is no step of the decision could not be
 * chosen, and is none. Every next hop counts as reachable, and as near.
 */
#ifndef MESSAGE_BGP_CHOICE_H
#define MESSAGE_BGP_CHOICE_H

#include "base/arena.h"
#include "core/bgp_decide.h"
#include "rec/rec.h"

struct bgp_choice;

struct bgp_choice *bgp_choice_new(const struct bgp_decide_opts *);
void bgp_choice_free(struct bgp_choice *);

/*
 * Any record: a route, announced or withdrawn; a `router`, `peer`, `peer_state`
 * or the index of a dump, which say who neighbours are. False: a route that no
 * destination or set can be made of, and *f says why.
 */
bool bgp_choice_take(
    struct bgp_choice *, const struct rec *, struct rec_fault *f);

typedef void bgp_choice_fn(void *ctx, const struct rec *);

/*
 * When all is there: the best route of each destination, in the order in which
 * they came; with `explain` a `verdict` behind it for each path that lost.
 */
void bgp_choice_each(
    struct bgp_choice *, bool explain, bgp_choice_fn *, void *ctx);
/* Of this prefix alone, or of the longest that covers it; false: of none. */
bool bgp_choice_of(struct bgp_choice *, const struct prefix *, bool explain,
    bgp_choice_fn *, void *ctx);

#endif
