/* Whom a station is told of: neighbours that are up, and our own table. */
#include "base/mem.h"
#include "core/bmp_in.h"
#include "value/family.h"

#include <stdlib.h>
#include <string.h>

/* ---- Peer Up ---- */

static void
write_up(struct bmp *b, struct bmp_subject *s, const struct bmp_session *from,
    const struct bmp_message *base, uint16_t label)
{
	struct bmp_message m = *base;
	uint8_t room[512];
	struct wbuf w = wbuf(room, sizeof(room));

	bmp_tlv_encode(&w, label, from->name, strnlen(from->name, 255));
	m.type = BMP_PEER_UP;
	m.peer = s->peer;
	m.sent = from->sent;
	m.received = from->received;
	m.tlvs = rbuf(room, wbuf_used(&w));
	bmp_put(b, &s->waits, &m);
}

/* RFC 9069 5.2: an OPEN that nobody sent, with what the routes need. */
static size_t
own_open(const struct bmp_router *router, uint8_t *room, size_t size)
{
	static const uint16_t afis[] = { 1, 2, 25, 16388 };
	struct bgp_open o = {
		.version = BGP_VERSION,
		.as = router->as,
		.id = router->id,
		.caps = { .as4 = true, .as = router->as },
	};
	struct wbuf w = wbuf(room, size);

	for (size_t i = 0; i < sizeof(afis) / sizeof(*afis); i++)
		for (unsigned safi = 1; safi < 256; safi++)
			if (bgp_family_known(FAMILY(afis[i], safi)))
				bgp_cap_families_add(
				    &o.caps.families, FAMILY(afis[i], safi), 0);
	bgp_open_encode(&w, &o);
	return wbuf_used(&w);
}

static struct bmp_subject *
own_new(struct bmp *b, const struct bmp_router *router, int64_t now_us)
{
	struct bmp_subject *s = mem_zalloc(sizeof(*s));
	uint8_t room[BGP_MAX_SIZE];
	size_t n = own_open(router, room, sizeof(room));
	const struct bmp_session session = {
		.name = "global", /* RFC 9069 5.2.1: of the default table */
		.sent = rbuf(room, n),
		.received = rbuf(room, n),
	};

	s->peer = (struct bmp_peer){
		.type = BMP_LOC_RIB,
		.as = router->as,
		.id = router->id,
		.time_us = now_us,
	};
	write_up(b, s, &session, &(struct bmp_message){ 0 }, BMP_TABLE_NAME);
	return s;
}

void
bmp_own_begin(struct bmp *b, const struct bmp_clock *clock,
    const struct bmp_router *router, struct obuf *to)
{
	struct bmp_subject *s = own_new(b, router, clock->wall_us);

	obuf_put(to, obuf_at(&s->waits), obuf_left(&s->waits));
	s->told = true;
	b->own = s;
}

/* ---- neighbours that come and go ---- */

static void
source_begin(struct bmp *b, struct bmp_subject *s, unsigned family)
{
	uint16_t at = s->families[family].is.source;
	struct bmp_source *source;

	if (at >= b->n_sources) {
		b->sources =
		    mem_realloc(b->sources, (at + 1u) * sizeof(*b->sources));
		memset(b->sources + b->n_sources, 0,
		    (at + 1u - b->n_sources) * sizeof(*b->sources));
		b->n_sources = at + 1u;
	}
	source = &b->sources[at];
	source->subject = s;
	source->family = family;
	source->session = (source->session + 1u) & TOLD_SESSIONS;
}

void
bmp_up(struct bmp *b, const void *key, const struct bmp_session *from)
{
	const struct bmp_message up = {
		.local = from->local,
		.local_port = from->local_port,
		.remote_port = from->remote_port,
	};
	struct bmp_subject *s;

	if (b->state != BMP_CONNECTED)
		return;
	s = mem_zalloc(sizeof(*s) + from->n * sizeof(*s->families));
	s->key = key;
	s->n = from->n;
	s->treated_as_withdrawn = from->treated_as_withdrawn;
	s->peer = (struct bmp_peer){
		.type = BMP_GLOBAL,
		.flags = from->remote.ip == ADDR_IP6 ? BMP_FLAG_IP6 : 0,
		.address = from->remote,
		.as = from->as,
		.id = from->id,
		.time_us = from->since_us,
	};
	for (unsigned i = 0; i < s->n; i++) {
		s->families[i].is = from->families[i];
		source_begin(b, s, i);
	}
	write_up(b, s, from, &up, BMP_ADMIN_LABEL);
	b->subjects = mem_grow(b->subjects, &b->room_subjects, b->n_subjects,
	    sizeof(*b->subjects));
	b->subjects[b->n_subjects++] = s;
	b->waiting = true;
}

static size_t
find(const struct bmp *b, const void *key)
{
	size_t i;

	for (i = 0; i < b->n_subjects && b->subjects[i]->key != key; i++)
		;
	return i;
}

void
bmp_subject_free(struct bmp_subject *s)
{
	if (s == NULL)
		return;
	obuf_fini(&s->waits);
	free(s);
}

static void
leave(struct bmp *b, size_t at)
{
	bmp_subject_free(b->subjects[at]);
	memmove(b->subjects + at, b->subjects + at + 1,
	    (--b->n_subjects - at) * sizeof(*b->subjects));
}

void
bmp_down(
    struct bmp *b, const void *key, int64_t wall_us, const struct bmp_down *how)
{
	struct bmp_message m = { .type = BMP_PEER_DOWN };
	size_t at = find(b, key);
	struct bmp_subject *s;

	if (at == b->n_subjects)
		return;
	s = b->subjects[at];
	for (unsigned i = 0; i < s->n; i++)
		b->sources[s->families[i].is.source].subject = NULL;
	if (!s->told) {
		leave(b, at);
		return;
	}
	s->key = NULL;
	m.peer = s->peer;
	m.peer.time_us = wall_us;
	m.reason = how->reason;
	m.event = how->event;
	m.bgp = how->notification;
	bmp_put(b, &s->waits, &m);
	b->waiting = true;
}

/* ---- End-of-RIB ---- */

void
bmp_ended(struct bmp *b, const void *key, uint32_t family)
{
	size_t at = find(b, key);

	for (unsigned i = 0; at < b->n_subjects && i < b->subjects[at]->n;
	     i++) {
		struct bmp_family *f = &b->subjects[at]->families[i].is;

		if (f->family != family)
			continue;
		f->ended = true;
		if (f->table < b->n_tables)
			b->tables[f->table].eor_due = true;
	}
}

/* What a neighbour announces has an end when it has said so itself. */
static void
write_eor(struct bmp *b, struct bmp_subject *s, struct subject_family *f)
{
	for (unsigned view = VIEW_PRE; view <= VIEW_OUT; view++) {
		if (!(f->eor_due & VIEW_BIT(view)) ||
		    (view != VIEW_OUT && !f->is.ended))
			continue;
		f->eor_due &= (uint8_t)~VIEW_BIT(view);
		bmp_eor_write(b, s, (enum bmp_view)view, f->is.family);
	}
}

void
bmp_subjects_eor(struct bmp *b, uint16_t table)
{
	struct bmp_table *t = &b->tables[table];

	if (!t->eor_due)
		return;
	t->eor_due = false;
	if (bmp_table_is_own(b, table) && !t->own_ended)
		bmp_eor_write(b, b->own, VIEW_LOC,
		    bgp_table_family(b->config.rib, table));
	t->own_ended = true;
	for (size_t i = 0; i < b->n_subjects; i++) {
		struct bmp_subject *s = b->subjects[i];

		for (unsigned f = 0; s->key != NULL && s->told && f < s->n; f++)
			if (s->families[f].is.table == table)
				write_eor(b, s, &s->families[f]);
	}
}

/* ---- what there is to say of them ---- */

static void
write_waits(struct bmp *b, struct bmp_subject *s)
{
	obuf_put(b->to, obuf_at(&s->waits), obuf_left(&s->waits));
	obuf_fini(&s->waits);
	s->waits = (struct obuf){ 0 };
}

/* Its routes may be there already: those of a session before (RFC 4724). */
static void
is_told(struct bmp *b, struct bmp_subject *s)
{
	unsigned views = b->config.views;

	s->told = true;
	for (unsigned i = 0; i < s->n; i++) {
		struct subject_family *f = &s->families[i];

		f->eor_due = (uint8_t)(views & ~(unsigned)BMP_TELL_LOC);
		b->tables[f->is.table].eor_due = true;
		if (views & BMP_TELL_OUT ||
		    bgp_rib_source(b->config.rib, f->is.source)->paths > 0)
			bmp_table_again(b, f->is.table);
	}
}

static bool
write_downs(struct bmp *b, size_t want)
{
	for (size_t i = 0; i < b->n_subjects;) {
		if (b->subjects[i]->key != NULL) {
			i++;
			continue;
		}
		if (obuf_left(b->to) >= want)
			return false;
		write_waits(b, b->subjects[i]);
		leave(b, i);
	}
	return true;
}

static bool
write_ups(struct bmp *b, size_t want)
{
	for (size_t i = 0; i < b->n_subjects; i++) {
		struct bmp_subject *s = b->subjects[i];

		if (s->told)
			continue;
		if (obuf_left(b->to) >= want)
			return false;
		write_waits(b, s);
		is_told(b, s);
	}
	return true;
}

/* Our own table first, as number 0. */
static bool
write_stats(struct bmp *b, size_t want)
{
	for (; b->stats_at <= b->n_subjects; b->stats_at++) {
		const struct bmp_subject *s =
		    b->stats_at == 0 ? b->own : b->subjects[b->stats_at - 1];

		if (obuf_left(b->to) >= want)
			return false;
		if (s != NULL)
			bmp_stats_write(b, s);
	}
	b->stats_at = SIZE_MAX;
	return true;
}

bool
bmp_subjects_write(struct bmp *b, size_t want)
{
	if (b->waiting) {
		if (!write_downs(b, want) || !write_ups(b, want))
			return false;
		b->waiting = false;
	}
	return b->stats_at == SIZE_MAX || write_stats(b, want);
}

void
bmp_terminate(struct bmp *b, struct obuf *to)
{
	static const uint8_t reason[] = { 0, BMP_CLOSED_BY_US };
	uint8_t room[8];
	struct wbuf w = wbuf(room, sizeof(room));

	if (b->state != BMP_CONNECTED)
		return;
	b->to = to;
	write_downs(b, SIZE_MAX);
	bmp_tlv_encode(&w, BMP_TERMINATION_REASON, reason, sizeof(reason));
	bmp_put(b, to,
	    &(struct bmp_message){
		.type = BMP_TERMINATION,
		.tlvs = rbuf(room, wbuf_used(&w)),
	    });
}
