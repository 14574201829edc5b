/* Groups and their members: joining, copying out, falling behind. */
#include "base/mem.h"
#include "base/obuf.h"
#include "core/bgp_export_in.h"

#include <stdlib.h>
#include <string.h>

/* A member that lets more than this wait gets a group of its own. */
#define KEPT_BYTES ((size_t)1 << 20)

#define NEVER UINT64_MAX

/* The partner may be amid a change whenever we are not, but not always. */
#define JOIN_TRIES 100

struct bgp_export *
bgp_export_new(struct bgp_rib *rib)
{
	struct bgp_export *x = mem_zalloc(sizeof(*x));

	x->rib = rib;
	return x;
}

void
bgp_export_aggregates(
    struct bgp_export *x, const struct bgp_aggregates *aggregates)
{
	x->aggregates = aggregates;
}

/* ---- groups ---- */

static bool
same_target(const struct bgp_target *a, const struct bgp_target *b)
{
	return a->table == b->table && a->chain == b->chain &&
	       a->default_route == b->default_route &&
	       a->memberships == b->memberships && a->external == b->external &&
	       a->client == b->client && a->next_hop_self == b->next_hop_self &&
	       a->hop6 == b->hop6 && a->paths == b->paths &&
	       a->long_lived == b->long_lived &&
	       a->graceful_shutdown == b->graceful_shutdown &&
	       a->has_role == b->has_role && a->role == b->role &&
	       a->has_site == b->has_site &&
	       memcmp(&a->site, &b->site, sizeof(a->site)) == 0 &&
	       a->local_as == b->local_as && a->true_as == b->true_as &&
	       a->member == b->member && a->as_override == b->as_override &&
	       a->remove_private_as == b->remove_private_as &&
	       (!a->as_override || a->remote_as == b->remote_as) &&
	       a->local_address.ip == b->local_address.ip &&
	       a->local_link_local.ip == b->local_link_local.ip &&
	       prefix_cmp(&a->shared, &b->shared) == 0;
}

static bool
same_codec(const struct bgp_codec *a, const struct bgp_codec *b)
{
	return a->as4 == b->as4 && a->extended == b->extended &&
	       a->add_path_n == b->add_path_n &&
	       memcmp(a->add_path, b->add_path,
		   a->add_path_n * sizeof(a->add_path[0])) == 0;
}

/* Whether a change of any path may be one of what is told. */
static bool
sees_all_paths(const struct group *g)
{
	return g->like.paths > 0 || g->prefers_clients;
}

static uint32_t
group_new(struct bgp_export *x, const struct bgp_target *like,
    const struct bgp_codec *codec, uint32_t cursor)
{
	uint32_t at;

	for (at = 0; at < x->n_groups && x->groups[at].used; at++)
		;
	if (at == x->n_groups)
		x->groups = mem_grow(x->groups, &x->room_groups, x->n_groups++,
		    sizeof(*x->groups));
	x->groups[at] = (struct group){
		.used = true,
		.like = *like,
		.codec = *codec,
		.cursor = cursor,
		.join_tries = JOIN_TRIES,
		.eor_at = NEVER,
		.default_due = like->default_route,
	};
	x->groups[at].like.codec = NULL;
	export_reflects_targets(x, &x->groups[at]);
	if (sees_all_paths(&x->groups[at]))
		bgp_rib_watch(x->rib, like->table, true);
	export_wanted_begin(x, &x->groups[at]);
	return at;
}

/* The number of the next message. */
static uint64_t
group_end(const struct group *g)
{
	return g->base + g->n_packed;
}

static void
group_free(struct bgp_export *x, struct group *g)
{
	bgp_rib_unfollow(x->rib, g->cursor);
	for (size_t i = 0; i < g->n_marks; i++)
		bgp_rib_unfollow(x->rib, g->marks[i].cursor);
	if (sees_all_paths(g))
		bgp_rib_watch(x->rib, g->like.table, false);
	export_wanted_end(x, g);
	bgp_told_fini(&g->told);
	told_paths_fini(&g->told_paths, bgp_rib_sets(x->rib));
	free(g->is_member);
	free(g->count_of);
	free(g->bytes);
	free(g->packed);
	free(g->marks);
	*g = (struct group){ 0 };
}

static void
group_enter(struct bgp_export *x, uint32_t group, struct member *m)
{
	struct group *g = &x->groups[group];
	size_t source = m->target.source;

	if (source >= g->n_is_member) {
		g->is_member = mem_realloc(g->is_member, source + 1);
		memset(g->is_member + g->n_is_member, 0,
		    source + 1 - g->n_is_member);
		g->n_is_member = source + 1;
	}
	g->is_member[source] = 1;
	g->n_members++;
	m->group = group;
	m->at = group_end(g);
	m->byte_at = g->n_bytes;
}

static void
group_leave(struct bgp_export *x, struct member *m)
{
	struct group *g = &x->groups[m->group];

	g->is_member[m->target.source] = 0;
	if (--g->n_members == 0)
		group_free(x, g);
}

void
bgp_export_free(struct bgp_export *x)
{
	if (x == NULL)
		return;
	for (size_t i = 0; i < x->n_groups; i++)
		if (x->groups[i].used)
			group_free(x, &x->groups[i]);
	sorted_fini(&x->sorted);
	free(x->groups);
	free(x->members);
	free(x->nlri);
	free(x);
}

/* ---- members ---- */

/* A group in which nothing was packed yet, so that one more may begin. */
static uint32_t
group_fresh(const struct bgp_export *x, const struct bgp_target *t)
{
	for (uint32_t i = 0; i < x->n_groups; i++) {
		const struct group *g = &x->groups[i];

		if (g->used && g->eor_due && !g->started &&
		    same_target(&g->like, t) && same_codec(&g->codec, t->codec))
			return i;
	}
	return BGP_NONE;
}

uint32_t
bgp_export_join(struct bgp_export *x, const struct bgp_target *t)
{
	uint32_t at, group = group_fresh(x, t);

	if (group == BGP_NONE) {
		group =
		    group_new(x, t, t->codec, bgp_rib_follow(x->rib, t->table));
		x->groups[group].eor_due = true;
	}
	for (at = 0; at < x->n_members && x->members[at].used; at++)
		;
	if (at == x->n_members)
		x->members = mem_grow(x->members, &x->room_members,
		    x->n_members++, sizeof(*x->members));
	x->members[at] = (struct member){ .used = true, .target = *t };
	x->members[at].target.codec = NULL;
	group_enter(x, group, &x->members[at]);
	return at;
}

void
bgp_export_leave(struct bgp_export *x, uint32_t member)
{
	group_leave(x, &x->members[member]);
	x->members[member].used = false;
}

static bool
has_copied_all(const struct bgp_export *x, const struct member *m)
{
	const struct group *g = &x->groups[m->group];

	return m->at == group_end(g);
}

/*
 * The member leaves for the group, with the messages up to `stop` that it has
 * yet to copy, knowing what its group has told.
 */
static void
move_with_rest(
    struct bgp_export *x, struct member *m, uint32_t group, uint64_t stop)
{
	struct group *from = &x->groups[m->group], *g = &x->groups[group];
	size_t first = (size_t)(m->at - from->base), n = 0;

	group_told_copy(g, from);
	g->told_unsure = from->told_unsure || stop < group_end(from);
	g->started = true;
	g->eor_due = from->eor_due;
	g->refreshing = from->refreshing;
	if (from->eor_at != NEVER && from->eor_at >= stop)
		g->eor_due = true;
	else if (from->eor_at != NEVER && from->eor_at >= m->at)
		g->eor_at = from->eor_at - m->at;
	for (; g->n_packed < stop - m->at; g->n_packed++) {
		g->packed = mem_grow(g->packed, &g->room_packed, g->n_packed,
		    sizeof(*g->packed));
		g->packed[g->n_packed] = from->packed[first + g->n_packed];
		n += g->packed[g->n_packed].size;
	}
	g->bytes = mem_alloc(n + 1);
	if (n > 0)
		memcpy(g->bytes, from->bytes + m->byte_at, n);
	g->n_bytes = g->room_bytes = n;
	group_leave(x, m);
	group_enter(x, group, m);
	m->at = m->byte_at = 0;
}

/* A group of its own, from the front of the table. */
void
export_start_over(
    struct bgp_export *x, uint32_t member, struct bgp_chain *chain)
{
	struct member *m = &x->members[member];
	struct bgp_codec codec = x->groups[m->group].codec;
	uint32_t group;

	x->terms++;
	m->target.chain = chain;
	group = group_new(
	    x, &m->target, &codec, bgp_rib_follow(x->rib, m->target.table));
	move_with_rest(x, m, group, group_end(&x->groups[m->group]));
}

/* ---- falling behind, and catching up ---- */

/*
 * The member goes on in a group of its own: with the rest of the batch that it
 * is in, and from where the cursor was behind that.
 */
static void
split_off(struct bgp_export *x, uint32_t member)
{
	struct member *m = &x->members[member];
	const struct group *from = &x->groups[m->group];
	struct bgp_codec codec = from->codec;
	uint64_t stop = group_end(from);
	uint32_t cursor = from->cursor;

	/* What paths were told, it knows of the latest state alone. */
	for (size_t i = from->like.paths > 0 ? 0 : from->n_marks; i-- > 0;)
		if (from->marks[i].first >= m->at) {
			cursor = from->marks[i].cursor;
			stop = from->marks[i].first;
		}
	cursor = bgp_rib_follow_at(x->rib, cursor);
	move_with_rest(x, m, group_new(x, &m->target, &codec, cursor), stop);
}

static void
split_slow(struct bgp_export *x, uint32_t group)
{
	for (uint32_t i = 0; i < x->n_members; i++) {
		const struct member *m = &x->members[i];

		if (m->used && m->group == group &&
		    x->groups[group].n_members > 1 &&
		    x->groups[group].n_bytes - m->byte_at > KEPT_BYTES)
			split_off(x, i);
	}
}

/* Lets go of what all members have copied. */
static void
trim(struct bgp_export *x, uint32_t group)
{
	struct group *g = &x->groups[group];
	uint64_t least = UINT64_MAX;
	size_t bytes = 0, n, marks = 0;

	for (size_t i = 0; i < x->n_members; i++) {
		const struct member *m = &x->members[i];

		if (m->used && m->group == group && m->at < least) {
			least = m->at;
			bytes = m->byte_at;
		}
	}
	n = (size_t)(least - g->base);
	if (n == 0 || (n < g->n_packed && bytes < g->n_bytes / 2))
		return;
	memmove(
	    g->packed, g->packed + n, (g->n_packed - n) * sizeof(*g->packed));
	memmove(g->bytes, g->bytes + bytes, g->n_bytes - bytes);
	g->n_packed -= n;
	g->n_bytes -= bytes;
	g->base = least;
	while (marks < g->n_marks && g->marks[marks].first < least)
		bgp_rib_unfollow(x->rib, g->marks[marks++].cursor);
	g->n_marks -= marks;
	if (marks > 0)
		memmove(
		    g->marks, g->marks + marks, g->n_marks * sizeof(*g->marks));
	for (size_t i = 0; i < x->n_members; i++)
		if (x->members[i].used && x->members[i].group == group)
			x->members[i].byte_at -= bytes;
}

static bool
has_caught_up(const struct bgp_export *x, const struct group *g)
{
	return g->used && !g->eor_due && !g->refreshing &&
	       bgp_rib_seen_all(x->rib, g->cursor);
}

/* Two that have told all of one table have told the same: they become one. */
static void
join_groups(struct bgp_export *x, struct member *m)
{
	struct group *mine = &x->groups[m->group];

	if (mine->join_tries == 0 || mine->n_members > 1 ||
	    !has_copied_all(x, m) || !has_caught_up(x, mine))
		return;
	mine->join_tries--;
	mine->told_unsure = false;
	for (uint32_t i = 0; i < x->n_groups; i++) {
		struct group *g = &x->groups[i];

		if (g != mine && has_caught_up(x, g) && !g->told_unsure &&
		    same_target(&g->like, &m->target) &&
		    same_codec(&g->codec, &mine->codec)) {
			group_leave(x, m);
			group_enter(x, i, m);
			return;
		}
	}
}

/* A batch without a message is no place to go on from. */
static void
mark_settle(struct bgp_export *x, struct group *g)
{
	if (g->n_marks > 0 && g->marks[g->n_marks - 1].first == group_end(g))
		bgp_rib_unfollow(x->rib, g->marks[--g->n_marks].cursor);
}

/* Packs a batch more; false when there is nothing to say. */
static bool
pack_more(struct bgp_export *x, uint32_t group, uint32_t *budget)
{
	struct group *g = &x->groups[group];
	uint32_t family = bgp_table_family(x->rib, g->like.table);
	uint64_t first = group_end(g);
	bool some;

	split_slow(x, group);
	g = &x->groups[group];
	export_wanted_read(x, g, budget);
	if (g->default_due) {
		export_pack_default(x, g, true);
		return true;
	}
	if (g->n_members > 1 && !bgp_rib_seen_all(x->rib, g->cursor)) {
		g->marks = mem_grow(
		    g->marks, &g->room_marks, g->n_marks, sizeof(*g->marks));
		g->marks[g->n_marks++] = (struct batch_mark){ first,
			bgp_rib_follow_at(x->rib, g->cursor) };
	}
	some = export_pack(x, g, budget);
	mark_settle(x, g);
	if (some)
		return true;
	if (!bgp_rib_seen_all(x->rib, g->cursor) || export_wanted_pending(x, g))
		return false;
	if (g->eor_due)
		export_pack_eor(g, family);
	else if (g->refreshing)
		export_pack_refresh(g, family, false);
	else
		return false;
	return true;
}

/* ---- what is asked of a member ---- */

size_t
bgp_export_fill(struct bgp_export *x, uint32_t member, struct obuf *to,
    size_t want, uint32_t budget, bool *more)
{
	struct member *m = &x->members[member];
	size_t done = 0;

	while (!m->waits && obuf_left(to) < want) {
		if (!has_copied_all(x, m)) {
			done += export_copy_out(&x->groups[m->group], m, to);
			continue;
		}
		trim(x, m->group);
		if (budget == 0 || !pack_more(x, m->group, &budget))
			break;
	}
	trim(x, m->group);
	join_groups(x, m);
	*more = bgp_export_pending(x, member);
	return done;
}

bool
bgp_export_pending(const struct bgp_export *x, uint32_t member)
{
	const struct member *m = &x->members[member];
	const struct group *g = &x->groups[m->group];

	return !m->waits &&
	       (!has_copied_all(x, m) || g->default_due || g->eor_due ||
		   g->refreshing || export_wanted_pending(x, g) ||
		   !bgp_rib_seen_all(x->rib, g->cursor));
}

uint32_t
bgp_export_count(const struct bgp_export *x, uint32_t member)
{
	const struct member *m = &x->members[member];
	const struct group *g = &x->groups[m->group];

	if (g->gives_back)
		return g->count;
	/* all but its own */
	return g->count + g->like.default_route -
	       (m->target.source < g->n_count_of ? g->count_of[m->target.source]
						 : 0);
}

uint32_t
bgp_export_terms(const struct bgp_export *x)
{
	return x->terms;
}
