/*
 * Neighbours that are known by where they are: `remote_prefix`.
 *
 * Such a record is a neighbour that never has a session. Whoever connects from
 * the prefix becomes one, NAME@ADDRESS, with a copy of the record; it goes when
 * its session is over, nothing of it is kept (RFC 4724), and the rest that
 * follows a failure has passed.
 */
#include "speaker.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_MAX_PEERS 100

bool
neighbor_is_range(const struct neighbor *n)
{
	const struct rec_peer *p = neighbor_peer(n);

	return HAS(p, peer, remote_prefix) && !HAS(p, peer, remote_address);
}

uint32_t
range_count(const struct neighbor *range)
{
	const struct speaker *sp = range->speaker;
	uint32_t count = 0;

	for (size_t i = 0; i < sp->n_neighbors; i++)
		count += sp->neighbors[i]->range == range;
	return count;
}

static uint32_t
most(const struct neighbor *range)
{
	const struct rec_peer *p = neighbor_peer(range);

	return HAS(p, peer, max_peers) ? p->max_peers : DEFAULT_MAX_PEERS;
}

bool
range_is_full(const struct neighbor *range)
{
	return range_count(range) >= most(range);
}

/* The record of the one at that address; borrows from the range's. */
static struct rec
record_of(const struct neighbor *range, const struct addr *at, const char *name)
{
	struct rec rec = *range->rec;

	PUT(&rec.peer, peer, name, name);
	PUT(&rec.peer, peer, remote_address, *at);
	PUT(&rec.peer, peer, passive, true);
	DROP(&rec.peer, peer, remote_prefix);
	DROP(&rec.peer, peer, max_peers);
	return rec;
}

static bool
has(const struct neighbor *range, const struct addr *at)
{
	const struct terms *t = &range->terms;

	return prefix_has(&(struct prefix){ t->remote, t->remote_len }, at);
}

/* The longest prefix is the one that is meant. */
static struct neighbor *
find(struct speaker *sp, const char *vrf, const struct tcp_ends *ends)
{
	struct neighbor *best = NULL;

	for (size_t i = 0; i < sp->n_neighbors; i++) {
		struct neighbor *n = sp->neighbors[i];

		if (neighbor_is_range(n) && has(n, &ends->peer) &&
		    strcmp(n->terms.vrf, vrf) == 0 && listen_fits(n, ends) &&
		    (best == NULL ||
			n->terms.remote_len > best->terms.remote_len))
			best = n;
	}
	return best;
}

struct neighbor *
range_welcome(struct speaker *sp, const char *vrf, const struct tcp_ends *ends)
{
	struct neighbor *range = find(sp, vrf, ends), *n;
	char address[ADDR_TEXT];
	struct arena arena = { 0 };
	size_t room;
	char *name;
	struct rec rec;

	if (range == NULL || range->held[0] != '\0' || range_is_full(range))
		return range;
	addr_format(&ends->peer, address);
	room = strlen(range->name) + sizeof(address) + 1;
	name = arena_alloc(&arena, room);
	snprintf(name, room, "%s@%s", range->name, address);
	rec = record_of(range, &ends->peer, name);
	n = neighbor_new(sp, &rec);
	arena_fini(&arena);
	n->range = range;
	neighbor_review(n);
	state_tell(range);
	return n;
}

static void
follow(struct neighbor *range, struct neighbor *n)
{
	struct addr at = n->terms.remote;
	struct rec rec = record_of(range, &at, n->name);

	if (neighbor_is_range(range) && has(range, &at))
		neighbor_update(n, &rec);
	else
		neighbor_remove(n);
}

/* From the last one, as the last takes the place of one that goes. */
void
range_change(struct neighbor *range)
{
	struct speaker *sp = range->speaker;

	for (size_t i = sp->n_neighbors; i-- > 0;)
		if (sp->neighbors[i]->range == range)
			follow(range, sp->neighbors[i]);
}

void
range_end(struct neighbor *range)
{
	struct speaker *sp = range->speaker;

	for (size_t i = sp->n_neighbors; i-- > 0;)
		if (sp->neighbors[i]->range == range)
			neighbor_remove(sp->neighbors[i]);
}

void
range_yield(struct speaker *sp, const struct rec_peer *to)
{
	const char *vrf = HAS(to, peer, vrf) ? to->vrf : "";

	for (size_t i = 0; i < sp->n_neighbors; i++) {
		struct neighbor *n = sp->neighbors[i];

		if (n->range != NULL && strcmp(n->terms.vrf, vrf) == 0 &&
		    addr_cmp(&n->terms.remote, &to->remote_address) == 0) {
			neighbor_remove(n);
			return;
		}
	}
}

static bool
is_over(const struct neighbor *n)
{
	if (n->range == NULL ||
	    bgp_restart_deadline(&n->restart).us != INT64_MAX)
		return false;
	for (unsigned i = 0; i < BGP_NCONNS; i++)
		if (n->links[i].fd >= 0)
			return false;
	return n->fsm.idle_until.us == INT64_MAX;
}

void
range_sweep(struct speaker *sp)
{
	for (size_t i = 0; i < sp->n_neighbors;) {
		struct neighbor *n = sp->neighbors[i], *range = n->range;

		if (!is_over(n)) {
			i++;
			continue;
		}
		neighbor_remove(n);
		state_tell(range);
	}
}
