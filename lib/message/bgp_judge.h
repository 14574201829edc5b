/*
 * Routes judged by policies as `run` would judge them, without a session: what
 * a neighbour's import or export policies, or policies that were named, make of
 * `route` records.
 *
 * It is the policies alone that are applied. What the session itself does - a
 * loop of AS numbers, our own AS on the way out - is not seen here.
 */
#ifndef MESSAGE_BGP_JUDGE_H
#define MESSAGE_BGP_JUDGE_H

#include "base/arena.h"
#include "core/bgp_policy.h"

struct bgp_judge;

enum bgp_direction { BGP_IMPORT, BGP_EXPORT };

struct bgp_judge *bgp_judge_new(void);
void bgp_judge_free(struct bgp_judge *);

/* A `router`, `peer` or `policy`; false: *f says what is wrong with it. */
bool bgp_judge_config(struct bgp_judge *, const struct rec *r,
    bgp_file_fn *file, void *ctx, struct rec_fault *f);
/* Where ROAs are; borrowed. */
void bgp_judge_rpki(struct bgp_judge *, const struct rpki_sources *);
/* What the router names as sources of ROAs, or NULL. */
const struct rec_rpki *bgp_judge_roas(const struct bgp_judge *);

/*
 * What to judge with, when all configuration is there: the policies named; or
 * those of the neighbour; or (both empty, for import) those of each route's own
 * neighbour, by its name or address. False: `why` says what does not exist.
 */
bool bgp_judge_ask(struct bgp_judge *, enum bgp_direction, const char *peer,
    const rec_names *policies, char *why, size_t room);

enum bgp_judged {
	BGP_JUDGED_FAULT, /* not a route that can be judged: *f says why */
	BGP_JUDGED_AS_IS,
	BGP_JUDGED_CHANGED, /* *route is what it has become */
	BGP_JUDGED_REJECTED,
};

struct bgp_judged_by {
	const char *policy; /* NULL: none, see why */
	uint32_t rule;
	const char *why; /* in words, where no rule has decided; or NULL */
	bool stranger;   /* there is no such neighbour */
};

/*
 * Judges one, and puts what it becomes in its place: its view, its attributes;
 * lists are in the arena.
 */
enum bgp_judged bgp_judge_route(struct bgp_judge *, struct rec_route *,
    struct arena *, struct bgp_judged_by *, struct rec_fault *f);

#endif
