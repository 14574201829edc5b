/* Desired and actual routes of one kernel table, and what lies between. */
#include "core/fib.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/kernel.h"
#include "value/family.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_FIRST MONO_S(1)
#define RETRY_LAST  MONO_S(30)

/* The next hops that a route was last known, or asked, to have. */
struct hops {
	unsigned n;
	struct rtnl_next_hop at[];
};

struct entry {
	struct prefix prefix;
	const struct rec_route *want; /* NULL: nothing */
	struct hops *have;            /* NULL: it is not there */
	struct hops *asked;           /* on its way in; NULL: none, or a del */
	bool queued, busy, failed;
	bool again;    /* something else was wanted while it was busy */
	bool unwanted; /* goes even before a sweep */
	bool seen;     /* in the dump that is going on */
	bool moved;    /* the kernel spoke of it while it was busy */
	bool used;
};

struct fib {
	uint32_t table, metric;
	uint8_t protocol;
	struct map index;
	struct entry *at;
	size_t n, room;
	uint32_t *unused;
	size_t n_unused, unused_room;
	uint32_t *queue; /* entries to be looked at; from `first` on */
	size_t first, n_queue, queue_room;
	size_t n_busy, n_failed, n_have;
	bool swept4, swept6;
	bool blind; /* what became of requests is unknown until a dump ends */
	int64_t pause; /* before the next retry */
	mono retry;
};

struct fib *
fib_new(uint32_t table, uint32_t metric, uint8_t protocol)
{
	struct fib *fib = mem_zalloc(sizeof(*fib));

	fib->table = table;
	fib->metric = metric;
	fib->protocol = protocol;
	fib->pause = RETRY_FIRST;
	fib->retry = MONO_NEVER;
	return fib;
}

void
fib_free(struct fib *fib)
{
	for (size_t i = 0; i < fib->n; i++) {
		free(fib->at[i].have);
		free(fib->at[i].asked);
	}
	map_fini(&fib->index);
	free(fib->at);
	free(fib->unused);
	free(fib->queue);
	free(fib);
}

/* ---- entries ---- */

static bool
has_prefix(const void *ctx, uint32_t at, const void *key)
{
	const struct fib *fib = ctx;

	return prefix_cmp(&fib->at[at].prefix, key) == 0;
}

static uint32_t
hash_of(const struct prefix *p)
{
	return (uint32_t)hash_bytes(p, sizeof(*p), 0);
}

static struct entry *
find(const struct fib *fib, const struct prefix *p)
{
	uint32_t at = map_find(&fib->index, hash_of(p), has_prefix, fib, p);

	return at == MAP_NONE ? NULL : &fib->at[at];
}

static struct entry *
find_or_add(struct fib *fib, const struct prefix *p)
{
	struct entry *e = find(fib, p);
	uint32_t at;

	if (e != NULL)
		return e;
	if (fib->n_unused > 0) {
		at = fib->unused[--fib->n_unused];
	} else {
		fib->at =
		    mem_grow(fib->at, &fib->room, fib->n, sizeof(*fib->at));
		at = (uint32_t)fib->n++;
	}
	fib->at[at] = (struct entry){ .prefix = *p, .used = true };
	map_add(&fib->index, hash_of(p), at);
	return &fib->at[at];
}

static void
queue(struct fib *fib, struct entry *e)
{
	if (e->queued || e->busy)
		return;
	e->queued = true;
	fib->queue = mem_grow(
	    fib->queue, &fib->queue_room, fib->n_queue, sizeof(*fib->queue));
	fib->queue[fib->n_queue++] = (uint32_t)(e - fib->at);
}

/* Forgets an entry about which there is nothing to know. */
static void
drop_if_idle(struct fib *fib, struct entry *e)
{
	uint32_t at = (uint32_t)(e - fib->at);

	if (e->want != NULL || e->have != NULL || e->busy || e->queued)
		return;
	if (e->failed)
		fib->n_failed--;
	map_del(&fib->index, hash_of(&e->prefix), at);
	e->used = e->failed = false;
	fib->unused = mem_grow(fib->unused, &fib->unused_room, fib->n_unused,
	    sizeof(*fib->unused));
	fib->unused[fib->n_unused++] = at;
}

/* ---- the two sides ---- */

bool
fib_is_ours_to_install(const struct rec_route *r)
{
	for (uint32_t i = 0; i < r->paths.n; i++)
		if (HAS(&r->paths.at[i], path, labels))
			return false;
	/* what was redistributed is in the kernel already */
	if (HAS(r, route, protocol) && strcmp(r->protocol, "bgp") != 0)
		return false;
	return HAS(r, route, rib) && r->rib == RIB_LOC && !HAS(r, route, vrf) &&
	       !HAS(r, route, labels) &&
	       (r->family == FAMILY_IPV4_UNICAST ||
		   r->family == FAMILY_IPV6_UNICAST);
}

void
fib_want(struct fib *fib, const struct prefix *p, const struct rec_route *r)
{
	struct entry *e = r != NULL ? find_or_add(fib, p) : find(fib, p);

	if (e == NULL)
		return;
	e->want = r;
	e->unwanted = r == NULL;
	e->again = true;
	queue(fib, e);
}

static struct hops *
hops_new(const struct rtnl_next_hop *at, size_t n)
{
	struct hops *hops = mem_alloc(sizeof(*hops) + n * sizeof(*at));

	hops->n = (unsigned)n;
	memcpy(hops->at, at, n * sizeof(*at));
	return hops;
}

static bool
has_hop(const struct rtnl_route *route, const struct rtnl_next_hop *hop)
{
	for (unsigned i = 0; i < route->n_next_hops; i++)
		if (route->next_hops[i].interface == hop->interface &&
		    addr_cmp(&route->next_hops[i].gateway, &hop->gateway) == 0)
			return true;
	return false;
}

/* IPv6 tells of single next hops that leave a route of several. */
static struct hops *
hops_without(const struct hops *have, const struct rtnl_route *gone)
{
	struct hops *left;
	unsigned n = 0;

	if (have == NULL || gone->n_next_hops == 0 ||
	    gone->n_next_hops >= have->n)
		return NULL;
	left = hops_new(have->at, have->n);
	for (unsigned i = 0; i < have->n; i++)
		if (!has_hop(gone, &have->at[i]))
			left->at[n++] = have->at[i];
	left->n = n;
	return left;
}

static void
set_have(struct fib *fib, struct entry *e, struct hops *hops)
{
	fib->n_have += (hops != NULL) - (e->have != NULL);
	free(e->have);
	e->have = hops;
	e->seen = e->moved = true;
	queue(fib, e);
}

/* Another's route: it may stand where ours was, or have made room for it. */
static void
note_foreign(struct fib *fib, const struct rtnl_route *route, bool deleted)
{
	struct entry *e = find(fib, &route->prefix);

	if (e == NULL)
		return;
	if (deleted && e->failed)
		queue(fib, e);
	else if (!deleted && route->replaces && e->have != NULL)
		set_have(fib, e, NULL);
}

void
fib_have(struct fib *fib, const struct rtnl_route *route, bool deleted)
{
	struct entry *e;

	if (route->table != fib->table || route->metric != fib->metric ||
	    route->cloned)
		return;
	if (route->protocol != fib->protocol) {
		note_foreign(fib, route, deleted);
		return;
	}
	e = deleted ? find(fib, &route->prefix)
		    : find_or_add(fib, &route->prefix);
	if (e == NULL)
		return;
	set_have(fib, e,
	    deleted ? hops_without(e->have, route)
		    : hops_new(route->next_hops, route->n_next_hops));
}

void
fib_dump_begin(struct fib *fib)
{
	for (size_t i = 0; i < fib->n; i++)
		fib->at[i].seen = false;
}

void
fib_dump_end(struct fib *fib)
{
	for (size_t i = 0; i < fib->n; i++) {
		struct entry *e = &fib->at[i];

		if (!e->used || e->busy)
			continue;
		if (e->have != NULL && !e->seen)
			set_have(fib, e, NULL);
		else if (fib->blind)
			queue(fib, e);
	}
	fib->blind = false;
}

static bool
is_swept(const struct fib *fib, const struct entry *e)
{
	return e->prefix.addr.ip == ADDR_IP4 ? fib->swept4 : fib->swept6;
}

void
fib_sweep(struct fib *fib, uint32_t family)
{
	fib->swept4 |= family == 0 || family == FAMILY_IPV4_UNICAST;
	fib->swept6 |= family == 0 || family == FAMILY_IPV6_UNICAST;
	for (size_t i = 0; i < fib->n; i++)
		if (fib->at[i].used)
			queue(fib, &fib->at[i]);
}

void
fib_clear(struct fib *fib)
{
	for (size_t i = 0; i < fib->n; i++) {
		fib->at[i].want = NULL;
		fib->at[i].again = true;
	}
	fib_sweep(fib, 0);
}

void
fib_retry(struct fib *fib)
{
	fib->retry = MONO_NEVER;
	if (fib->n_failed == 0)
		return;
	for (size_t i = 0; i < fib->n; i++)
		if (fib->at[i].used && fib->at[i].failed)
			queue(fib, &fib->at[i]);
}

/* ---- what lies between ---- */

static void
set_failed(struct fib *fib, struct entry *e, bool failed)
{
	fib->n_failed += (size_t)failed - (size_t)e->failed;
	e->failed = failed;
	if (fib->n_failed == 0)
		fib->pause = RETRY_FIRST;
}

static bool
is_there(const struct entry *e, const struct rtnl_next_hop *at, unsigned n)
{
	return e->have != NULL &&
	       kernel_next_hops_same(e->have->at, e->have->n, at, n);
}

/* Whatever its next hops are, and of any scope. */
static bool
ask_del(const struct entry *e, struct fib_request *request)
{
	request->op = RTNL_DEL;
	request->route = (struct rtnl_route){
		.prefix = e->prefix,
		.scope = RT_SCOPE_NOWHERE,
	};
	return e->have != NULL;
}

/* What is to be done about one entry; false: nothing. */
static bool
look_at(struct fib *fib, struct entry *e, const struct links *links,
    struct fib_request *request)
{
	struct rtnl_route *route = &request->route;
	const char *why;

	if (e->want == NULL) {
		set_failed(fib, e, false);
		return (e->unwanted || is_swept(fib, e)) && ask_del(e, request);
	}
	if (!kernel_route_request(e->want, links, route, &why)) {
		/* no way there: what points elsewhere must not stay */
		set_failed(fib, e, true);
		return ask_del(e, request);
	}
	if (is_there(e, route->next_hops, route->n_next_hops)) {
		set_failed(fib, e, false);
		return false;
	}
	request->op = e->have == NULL ? RTNL_ADD : RTNL_REPLACE;
	return true;
}

static void
ask(struct fib *fib, struct entry *e, struct fib_request *request)
{
	struct rtnl_route *route = &request->route;

	route->table = fib->table;
	route->metric = fib->metric;
	route->protocol = fib->protocol;
	request->tag = (uint64_t)(e - fib->at);
	e->busy = true;
	e->moved = e->again = false;
	fib->n_busy++;
	e->asked = request->op == RTNL_DEL
		       ? NULL
		       : hops_new(route->next_hops, route->n_next_hops);
}

bool
fib_next(
    struct fib *fib, const struct links *links, struct fib_request *request)
{
	while (!fib->blind && fib->first < fib->n_queue) {
		struct entry *e = &fib->at[fib->queue[fib->first++]];

		e->queued = false;
		if (look_at(fib, e, links, request)) {
			ask(fib, e, request);
			return true;
		}
		drop_if_idle(fib, e);
	}
	if (fib->first == fib->n_queue)
		fib->first = fib->n_queue = 0;
	return false;
}

static void
retry_later(struct fib *fib, mono now)
{
	if (fib->retry.us != MONO_NEVER.us)
		return;
	fib->retry = mono_add(now, fib->pause);
	fib->pause = fib->pause * 2 > RETRY_LAST ? RETRY_LAST : fib->pause * 2;
}

/* Events come in order: the last one knows better than who asked. */
static bool
came_true(struct fib *fib, struct entry *e, struct hops *asked)
{
	bool came;

	if (!e->moved) {
		set_have(fib, e, asked);
		return true;
	}
	came =
	    asked != NULL ? is_there(e, asked->at, asked->n) : e->have == NULL;
	free(asked);
	return came;
}

bool
fib_done(struct fib *fib, uint64_t tag, int error, mono now)
{
	struct entry *e = &fib->at[tag];
	struct hops *asked = e->asked;
	bool is_new = !e->failed;

	e->asked = NULL;
	e->busy = false;
	fib->n_busy--;
	if (error == ENOBUFS) {
		fib->blind = true;
		free(asked);
		return false;
	}
	if (error == 0 || (asked == NULL && error == ESRCH)) {
		if (came_true(fib, e, asked)) {
			queue(fib, e);
			return false;
		}
	} else {
		free(asked);
		e->again |= e->moved;
	}
	set_failed(fib, e, true);
	retry_later(fib, now);
	if (e->again)
		queue(fib, e);
	return is_new;
}

const struct prefix *
fib_prefix(const struct fib *fib, uint64_t tag)
{
	return &fib->at[tag].prefix;
}

mono
fib_deadline(const struct fib *fib)
{
	return fib->retry;
}

bool
fib_is_settled(const struct fib *fib)
{
	return fib->first == fib->n_queue && fib->n_busy == 0 && !fib->blind;
}

size_t
fib_installed(const struct fib *fib)
{
	return fib->n_have;
}

size_t
fib_failed(const struct fib *fib)
{
	return fib->n_failed;
}
