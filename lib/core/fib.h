/*
 * A kernel table kept as wanted: desired minus actual, by level.
 *
 * The table knows, per prefix, what should be there and what is. Whatever moves
 * either side - a record, an event, a dump after events were lost - marks the
 * prefix, and fib_next() says what is to be done about it, if anything. So it
 * does not matter how the two came apart: a link flap that took routes away
 * without a word ends like any other difference.
 *
 * Only routes of our protocol number are looked at. A route is added only where
 * there is none of its prefix and metric, so no other's is ever replaced.
 *
 * What is ours and not (yet) wanted stays until fib_sweep(): after a restart
 * the routes of the previous run forward until the new one knows better.
 */
#ifndef CORE_FIB_H
#define CORE_FIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mono.h"
#include "rec/rec.h"
#include "wire/rtnl.h"

struct fib;
struct links;

struct fib_request {
	enum rtnl_op op;
	struct rtnl_route route;
	uint64_t tag; /* for fib_done() */
};

struct fib *fib_new(uint32_t table, uint32_t metric, uint8_t protocol);
void fib_free(struct fib *);

/*
 * Wants the route; NULL: none of that prefix. The record is borrowed until
 * replaced. Only rib `loc` by BGP, unicast, unlabelled, of the global table.
 */
void fib_want(struct fib *, const struct prefix *, const struct rec_route *);
bool fib_is_ours_to_install(const struct rec_route *);

/*
 * What the kernel says, of any table and protocol. Others' are passed over, but
 * for one that took the place of ours.
 */
void fib_have(struct fib *, const struct rtnl_route *, bool deleted);
/* Around a dump of all routes of ours. */
void fib_dump_begin(struct fib *);
void fib_dump_end(struct fib *);

/* All that is wanted of the family has been said (0: of every family). */
void fib_sweep(struct fib *, uint32_t family);
/* Nothing is wanted any more: everything of ours is to go. */
void fib_clear(struct fib *);

/* Next hops may work that did not before: what failed is tried again. */
void fib_retry(struct fib *);

/* The next thing to do; false: nothing, at the moment. */
bool fib_next(struct fib *, const struct links *, struct fib_request *);

/*
 * What came of it: 0 or an errno. True for a failure that is new and should be
 * told (with 0: the kernel made something else of the route); it is tried again
 * after fib_deadline(). ENOBUFS, nobody knows: nothing goes on until a dump has
 * ended, which the caller must see to.
 */
bool fib_done(struct fib *, uint64_t tag, int error, mono now);
/* What it was about; valid until the next call that takes a fib. */
const struct prefix *fib_prefix(const struct fib *, uint64_t tag);

/* When fib_retry() is due; MONO_NEVER when nothing failed. */
mono fib_deadline(const struct fib *);
/* Nothing to do, nothing on its way (failures may wait). */
bool fib_is_settled(const struct fib *);

size_t fib_installed(const struct fib *);
size_t fib_failed(const struct fib *);

#endif
