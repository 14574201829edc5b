/* Sessions: who, since when, what was said, and why it ended. */
#include "message/bgp_sessions_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

struct bgp_sessions *
bgp_sessions_new(session_sink *sink, void *ctx)
{
	struct bgp_sessions *v = mem_zalloc(sizeof(*v));

	TAILQ_INIT(&v->live);
	TAILQ_INIT(&v->ended);
	v->sink = sink;
	v->ctx = ctx;
	return v;
}

/* ---- finding ---- */

bool
end_is(const struct end *a, const struct end *b)
{
	return a->port == b->port && addr_cmp(&a->addr, &b->addr) == 0;
}

static bool
session_is(const void *ctx, uint32_t at, const void *key)
{
	const struct session *s = ((const struct bgp_sessions *)ctx)->all[at];
	const struct end *ends = key;

	return (end_is(&s->ends[0], &ends[0]) &&
		   end_is(&s->ends[1], &ends[1])) ||
	       (end_is(&s->ends[0], &ends[1]) && end_is(&s->ends[1], &ends[0]));
}

static uint32_t
end_hash(const struct end *e)
{
	return (uint32_t)hash_bytes(&e->addr, sizeof(e->addr), e->port);
}

struct session *
session_find(struct bgp_sessions *v, const struct end ends[2])
{
	uint32_t hash = end_hash(&ends[0]) + end_hash(&ends[1]);
	uint32_t at = map_find(&v->map, hash, session_is, v, ends);

	return at == MAP_NONE ? NULL : v->all[at];
}

/* ---- out ---- */

bool
name_in(const rec_names *list, const char *name)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (strcmp(list->at[i], name) == 0)
			return true;
	return false;
}

/* What both have, in the order of the first. */
static void
common_put(struct rec_session *to, struct session *s)
{
	const struct rec_session_side *a = &s->sides[0].said;
	const struct rec_session_side *b = &s->sides[1].said;

	if (!s->sides[0].has_open || !s->sides[1].has_open)
		return;
	to->capabilities.at =
	    arena_alloc(&s->arena, (a->capabilities.n + 1) * sizeof(char *));
	to->capabilities.n = 0;
	for (uint32_t i = 0; i < a->capabilities.n; i++)
		if (name_in(&b->capabilities, a->capabilities.at[i]))
			to->capabilities.at[to->capabilities.n++] =
			    a->capabilities.at[i];
	to->families.at =
	    arena_alloc(&s->arena, (a->families.n + 1) * sizeof(uint32_t));
	to->families.n = 0;
	for (uint32_t i = 0; i < a->families.n; i++)
		for (uint32_t k = 0; k < b->families.n; k++)
			if (a->families.at[i] == b->families.at[k]) {
				to->families.at[to->families.n++] =
				    a->families.at[i];
				break;
			}
	MARK(to, session, capabilities);
	MARK(to, session, families);
}

static void
ends_put(struct rec_session *to, const struct session *s)
{
	PUT(to, session, src, s->ends[0].addr);
	if (s->ends[1].addr.ip != ADDR_NONE)
		PUT(to, session, dst, s->ends[1].addr);
	if (s->ends[0].port == NO_PORT)
		return;
	PUT(to, session, sport, s->ends[0].port);
	PUT(to, session, dport, s->ends[1].port);
	if (s->packets == 0) /* told of by BMP */
		return;
	PUT(to, session, packets, s->packets);
	PUT(to, session, bytes, s->bytes);
}

static void
session_emit(struct bgp_sessions *v, struct session *s)
{
	struct rec r = { .type = REC_SESSION };
	struct rec_session *to = &r.session;

	PUT(to, session, protocol, "bgp");
	ends_put(to, s);
	if (s->has_time) {
		PUT(to, session, time, s->first_us);
		PUT(to, session, end, s->last_us);
		PUT(to, session, duration, s->last_us - s->first_us);
	}
	PUT(to, session, messages, s->messages);
	common_put(to, s);
	if (s->sides[0].said.has != 0)
		PUT(to, session, src_side, s->sides[0].said);
	if (s->sides[1].said.has != 0)
		PUT(to, session, dst_side, s->sides[1].said);
	if (s->reason != NULL)
		PUT(to, session, reason, s->reason);
	if (s->ended_by.ip != ADDR_NONE)
		PUT(to, session, ended_by, s->ended_by);
	if (s->text != NULL)
		PUT(to, session, text, s->text);
	v->sink(v->ctx, &r);
}

static struct queue *
queue_of(struct bgp_sessions *v, const struct session *s)
{
	return s->reason != NULL ? &v->ended : &v->live;
}

static void
session_free(struct bgp_sessions *v, struct session *s)
{
	TAILQ_REMOVE(queue_of(v, s), s, next);
	map_del(&v->map, s->hash, s->at);
	v->free = mem_grow(v->free, &v->free_room, v->free_n, sizeof(*v->free));
	v->free[v->free_n++] = s->at;
	v->all[s->at] = NULL;
	arena_fini(&s->arena);
	free(s);
}

void
session_tell(struct bgp_sessions *v, struct session *s)
{
	session_emit(v, s);
	session_free(v, s);
}

/* In the order in which they fell silent. */
static struct session *
quietest(const struct bgp_sessions *v)
{
	struct session *a = TAILQ_FIRST(&v->live);
	struct session *b = TAILQ_FIRST(&v->ended);

	if (a == NULL || b == NULL)
		return a != NULL ? a : b;
	return b->last_us <= a->last_us ? b : a;
}

void
bgp_sessions_end(struct bgp_sessions *v)
{
	struct session *s;

	while ((s = quietest(v)) != NULL)
		session_tell(v, s);
}

void
bgp_sessions_free(struct bgp_sessions *v)
{
	struct session *s;

	while ((s = quietest(v)) != NULL)
		session_free(v, s);
	map_fini(&v->map);
	free(v->all);
	free(v->free);
	free(v);
}

/* ---- beginning, going on, ending ---- */

struct session *
session_begin(struct bgp_sessions *v, const struct end ends[2])
{
	struct session *s;

	if (v->n - v->free_n >= BGP_SESSIONS_MAX)
		session_tell(v, quietest(v));
	s = mem_zalloc(sizeof(*s));
	s->ends[0] = ends[0];
	s->ends[1] = ends[1];
	s->hash = end_hash(&ends[0]) + end_hash(&ends[1]);
	if (v->free_n > 0) {
		s->at = v->free[--v->free_n];
	} else {
		v->all =
		    mem_grow(v->all, &v->room, v->n, sizeof(struct session *));
		s->at = (uint32_t)v->n++;
	}
	v->all[s->at] = s;
	map_add(&v->map, s->hash, s->at);
	TAILQ_INSERT_TAIL(&v->live, s, next);
	return s;
}

void
session_touch(struct bgp_sessions *v, struct session *s, int64_t time_us)
{
	struct session *old;

	TAILQ_REMOVE(queue_of(v, s), s, next);
	TAILQ_INSERT_TAIL(queue_of(v, s), s, next);
	if (!s->has_time)
		s->first_us = s->last_us = time_us;
	s->has_time = true;
	if (time_us > s->last_us)
		s->last_us = time_us;
	while ((old = TAILQ_FIRST(&v->ended)) != NULL && old != s &&
	       old->last_us + PATIENCE_US < time_us)
		session_tell(v, old);
}

void
session_end(struct bgp_sessions *v, struct session *s, const char *reason,
    const struct addr *by)
{
	if (s->reason != NULL)
		return;
	TAILQ_REMOVE(&v->live, s, next);
	s->reason = arena_strndup(&s->arena, reason, strlen(reason));
	if (by != NULL)
		s->ended_by = *by;
	TAILQ_INSERT_TAIL(&v->ended, s, next);
}

/* ---- segments ---- */

/* Octets in a SYN are rare; their message came just before it. */
static bool
is_another(const struct session *s, const struct frame *f, int64_t time_us)
{
	if (s->has_syn)
		return s->syn != f->seq;
	return s->packets > 0 || s->first_us != time_us;
}

void
bgp_sessions_segment(
    struct bgp_sessions *v, const struct frame *f, int64_t time_us)
{
	const struct end ends[2] = { { f->src, f->sport },
		{ f->dst, f->dport } };
	const struct end back[2] = { ends[1], ends[0] };
	struct session *s = session_find(v, ends);
	bool is_syn = (f->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;

	if (s != NULL && is_syn && is_another(s, f, time_us)) {
		session_tell(v, s);
		s = NULL;
	}
	if (s == NULL) /* who answers a SYN did not begin it */
		s = session_begin(
		    v, f->flags & TCP_SYN && !is_syn ? back : ends);
	if (is_syn) {
		s->has_syn = true;
		s->syn = f->seq;
	}
	s->packets++;
	s->bytes += f->length;
	session_touch(v, s, time_us);
	if (f->flags & TCP_RST)
		session_end(v, s, "tcp_reset", &f->src);
	else if (f->flags & TCP_FIN)
		session_end(v, s, "tcp_fin", &f->src);
}
