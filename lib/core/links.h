/* The kernel's links and their addresses, as rtnetlink told of them. */
#ifndef CORE_LINKS_H
#define CORE_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rec/rec.h"
#include "wire/rtnl.h"

struct links_addr {
	struct prefix prefix;
	bool seen; /* since links_mark() */
};

struct links_entry {
	struct rtnl_link link;
	struct links_addr *addrs;
	size_t n_addrs, addrs_room;
	bool seen; /* since links_mark() */
};

/* All zeros is none. Links are few: they stand in one array, by index. */
struct links {
	struct links_entry *at;
	size_t n, room;
};

void links_fini(struct links *);

/*
 * Each tells what changed: the entry, or NULL when nothing did (or an address
 * came before its link, which a dump that begins with links never does).
 */
struct links_entry *links_set(struct links *, const struct rtnl_link *);
struct links_entry *links_set_addr(
    struct links *, const struct rtnl_addr *, bool deleted);
/* Removes the link; false when it is not there. */
bool links_del(struct links *, uint32_t index);

struct links_entry *links_find(const struct links *, uint32_t index);
struct links_entry *links_named(const struct links *, const char *name);

/*
 * Around a dump: mark, set what comes, sweep. links_sweep() takes out the
 * addresses and the next link that did not come again: NULL when all is done;
 * for a link that is gone as a whole *gone is set, and links_del() is due.
 */
void links_mark(struct links *);
struct links_entry *links_sweep(struct links *, bool *gone);

/* The link as an interface_state record, its texts and lists in the arena. */
void links_record(const struct links *, const struct links_entry *,
    struct rec *, struct arena *);

#endif
