/* BMP messages for a station: about a router, its sessions and routes. */
#include "base/mem.h"
#include "core/bgp_export.h"
#include "core/bgp_key.h"
#include "core/bmp_in.h"
#include "value/family.h"

#include <stdlib.h>
#include <string.h>

void
bmp_put(struct bmp *b, struct obuf *to, const struct bmp_message *m)
{
	size_t room = BMP_HEADER_SIZE + BMP_PEER_SIZE + 32 +
		      rbuf_left(&m->sent) + rbuf_left(&m->received) +
		      rbuf_left(&m->bgp) + rbuf_left(&m->tlvs);
	struct wbuf w = wbuf(obuf_need(to, room), room);

	bmp_encode(&w, m);
	obuf_used(to, wbuf_used(&w));
	b->counts.messages++;
}

void
bmp_initiation_write(struct bmp *b, const struct bmp_router *r, struct obuf *to)
{
	uint8_t room[1024];
	struct wbuf w = wbuf(room, sizeof(room));

	bmp_tlv_encode(
	    &w, BMP_SYSTEM_DESCRIPTION, r->description, strlen(r->description));
	/* of names in a record nothing limits the length; of sysName 255 */
	bmp_tlv_encode(&w, BMP_SYSTEM_NAME, r->name, strnlen(r->name, 255));
	bmp_put(b, to,
	    &(struct bmp_message){
		.type = BMP_INITIATION,
		.tlvs = rbuf(room, wbuf_used(&w)),
	    });
}

/* ---- Route Monitoring ---- */

static struct bmp_peer
header(const struct bmp_subject *s, enum bmp_view view, int64_t time_us)
{
	static const uint8_t flags[N_VIEWS] = {
		[VIEW_POST] = BMP_FLAG_POST_POLICY,
		[VIEW_OUT] = BMP_FLAG_OUT | BMP_FLAG_POST_POLICY,
	};
	struct bmp_peer p = s->peer;

	p.flags |= flags[view];
	p.time_us = time_us;
	return p;
}

static void
put_update(struct bmp *b, const struct bmp_subject *s, enum bmp_view view,
    int64_t time_us, const struct wbuf *update)
{
	bmp_put(b, b->to,
	    &(struct bmp_message){
		.type = BMP_ROUTE_MONITORING,
		.peer = header(s, view, time_us),
		.bgp = rbuf(update->start, wbuf_used(update)),
	    });
}

void
bmp_eor_write(struct bmp *b, const struct bmp_subject *s, enum bmp_view view,
    uint32_t family)
{
	struct wbuf w = wbuf(b->update, BGP_MAX_SIZE);

	bgp_end_of_rib_encode(&w, family);
	put_update(b, s, view, b->clock.wall_us, &w);
}

/* When the path came, as far as seconds tell. */
static int64_t
time_of(const struct bmp *b, uint32_t since)
{
	uint32_t now = (uint32_t)(b->clock.mono.us / 1000000);

	return b->clock.wall_us - (int64_t)(now - since) * 1000000;
}

/*
 * The set as attributes. Routes of this router have no next hop: 0.0.0.0 or ::
 * then, as routers have it that tell of their tables. True: it is in *hop.
 */
static bool
open_set(const struct bmp *b, const struct bgp_set *set, uint32_t family,
    struct bgp_attrs *a, struct bgp_hop *hop)
{
	const struct bgp_next_hop *next = bgp_set_next_hop(b->sets, set);

	bgp_set_open(set, a);
	*hop = (struct bgp_hop){
		.addr = next->addr,
		.link_local = next->link_local,
		.has_rd = next->has_rd,
	};
	if (hop->addr.ip == ADDR_NONE && !bgp_key_hopless(family))
		hop->addr.ip = FAMILY_AFI(family) == 2 ? ADDR_IP6 : ADDR_IP4;
	a->has &= ~(UINT64_C(1) << BGP_NEXT_HOP);
	if (family != FAMILY_IPV4_UNICAST || hop->addr.ip != ADDR_IP4)
		return true;
	a->next_hop = hop->addr;
	a->has |= UINT64_C(1) << BGP_NEXT_HOP;
	return false;
}

/* Messages longer than 4096 octets only for what fits in no other. */
static size_t
announce(struct bmp *b, const struct bmp_row *row, uint32_t family, size_t n)
{
	struct bgp_codec codec = { .as4 = true };
	struct wbuf attrs = wbuf(b->attrs, BMP_ATTRS_ROOM);
	size_t done = 0, some = 0;
	struct bgp_attrs a;
	struct bgp_hop hop;
	bool mp = open_set(b, row->set, family, &a, &hop);

	bgp_attrs_encode(&attrs, &a, &codec);
	while (!attrs.bad && done < n) {
		struct wbuf w = wbuf(b->update, BGP_MAX_EXTENDED_SIZE);

		some = bgp_announce_encode(&w, &codec, family, mp ? &hop : NULL,
		    rbuf(attrs.start, wbuf_used(&attrs)), b->nlri + done,
		    n - done);
		if (some == 0 && codec.extended)
			break;
		codec.extended = some == 0;
		done += some;
		if (some > 0)
			put_update(b, row->subject, row->view,
			    time_of(b, row->since), &w);
	}
	b->counts.untold += n - done;
	return done;
}

static size_t
withdraw(struct bmp *b, const struct bmp_row *row, uint32_t family, size_t n)
{
	struct bgp_codec codec = { .as4 = true };
	size_t done = 0, some;

	while (done < n) {
		struct wbuf w = wbuf(b->update, BGP_MAX_EXTENDED_SIZE);

		some = bgp_withdraw_encode(
		    &w, &codec, family, b->nlri + done, n - done);
		if (some == 0 && codec.extended)
			break;
		codec.extended = some == 0;
		done += some;
		if (some > 0)
			put_update(
			    b, row->subject, row->view, b->clock.wall_us, &w);
	}
	return done;
}

/* Those with equal attributes share their messages; withdrawals go first. */
static int
row_cmp(const void *x, const void *y)
{
	const struct bmp_row *a = *(const struct bmp_row *const *)x;
	const struct bmp_row *b = *(const struct bmp_row *const *)y;

	if (a->subject != b->subject)
		return (uintptr_t)a->subject < (uintptr_t)b->subject ? -1 : 1;
	if (a->view != b->view)
		return a->view < b->view ? -1 : 1;
	if (a->set != b->set)
		return (uintptr_t)a->set < (uintptr_t)b->set ? -1 : 1;
	if (a->since != b->since)
		return a->since < b->since ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static bool
is_same(const struct bmp_row *a, const struct bmp_row *b)
{
	return a->subject == b->subject && a->view == b->view &&
	       a->set == b->set && a->since == b->since;
}

static void
sort_rows(struct bmp *b)
{
	if (b->n_rows > b->room_sorted) {
		b->room_sorted = b->room_rows;
		b->sorted =
		    mem_realloc(b->sorted, b->room_sorted * sizeof(*b->sorted));
		b->nlri =
		    mem_realloc(b->nlri, b->room_sorted * sizeof(*b->nlri));
	}
	for (size_t i = 0; i < b->n_rows; i++)
		b->sorted[i] = &b->rows[i];
	if (b->n_rows > 0)
		qsort(b->sorted, b->n_rows, sizeof(*b->sorted), row_cmp);
}

void
bmp_rows_write(struct bmp *b, uint32_t family)
{
	size_t n;

	sort_rows(b);
	for (size_t i = 0; i < b->n_rows; i += n) {
		const struct bmp_row *row = b->sorted[i];

		for (n = 0; i + n < b->n_rows && is_same(row, b->sorted[i + n]);
		     n++)
			b->nlri[n] = b->sorted[i + n]->nlri;
		if (row->set != NULL)
			b->counts.announced += announce(b, row, family, n);
		else
			b->counts.withdrawn += withdraw(b, row, family, n);
	}
	b->n_rows = 0;
	arena_reset(&b->arena);
}

/* ---- statistics, 4.8 ---- */

struct report {
	struct wbuf w;
	uint32_t n;
};

static void
put_stat(struct report *r, unsigned type, uint32_t family, uint64_t value)
{
	bmp_stat_encode(&r->w, type, family, value);
	r->n++;
}

static void
report_own(const struct bmp *b, struct report *r)
{
	uint64_t sum = 0;

	for (uint16_t t = 0; t < b->n_tables; t++) {
		if (!bmp_table_is_own(b, t))
			continue;
		sum += bgp_table_count(b->config.rib, t);
		put_stat(r, BMP_STAT_LOC_FAMILY,
		    bgp_table_family(b->config.rib, t),
		    bgp_table_count(b->config.rib, t));
	}
	put_stat(r, BMP_STAT_LOC, 0, sum);
}

static void
report_neighbor(
    const struct bmp *b, const struct bmp_subject *s, struct report *r)
{
	uint64_t in = 0, out = 0;

	for (unsigned i = 0; i < s->n; i++) {
		const struct bmp_family *f = &s->families[i].is;
		uint32_t n = bgp_rib_source(b->config.rib, f->source)->paths;

		in += n;
		put_stat(r, BMP_STAT_ADJ_IN_FAMILY, f->family, n);
		n = bgp_export_count(b->config.export, f->told);
		out += n;
		put_stat(r, BMP_STAT_ADJ_OUT_FAMILY, f->family, n);
	}
	put_stat(r, BMP_STAT_ADJ_IN, 0, in);
	put_stat(r, BMP_STAT_ADJ_OUT, 0, out);
	put_stat(r, BMP_STAT_TREATED_AS_WITHDRAWN, 0, *s->treated_as_withdrawn);
}

void
bmp_stats_write(struct bmp *b, const struct bmp_subject *s)
{
	uint8_t room[2048];
	struct report r = { .w = wbuf(room, sizeof(room)) };

	if (s == b->own)
		report_own(b, &r);
	else
		report_neighbor(b, s, &r);
	bmp_put(b, b->to,
	    &(struct bmp_message){
		.type = BMP_STATISTICS,
		.peer = header(s, VIEW_PRE, b->clock.wall_us),
		.count = r.n,
		.tlvs = rbuf(room, wbuf_used(&r.w)),
	    });
}
