/*
 * The path attributes of a message in order, and with their flags: as usual, or
 * as the layout of another message says.
 */
#include "message/bgp_encode_parts.h"
#include "message/bgp_form.h"

/* One attribute that is to be written. */
struct item {
	uint8_t code, flags;
	bool done;
	const struct bgp_encode_row *row;
	const struct rec_unknown *unknown; /* where there is no row */
};

/* ---- one attribute ---- */

/* Where what an attribute is made of stands in the record. */
static bool
refused(const struct bgp_encode_row *row, const struct bgp_encode_from *from,
    struct rec_fault *f)
{
	const struct rec_message *m = from->message;
	const struct field *route = rec_objects[REC_ROUTE].fields;

	if (m != NULL && row->code == BGP_MP_REACH)
		return bgp_encode_inside(
		    f, "announce", (uint32_t)(from->reach - m->announce.at));
	if (m != NULL && row->code == BGP_MP_UNREACH)
		return bgp_encode_inside(
		    f, "withdraw", (uint32_t)(from->unreach - m->withdraw.at));
	if (row->code == BGP_NEXT_HOP)
		return bgp_encode_inside(f, "next_hop", UINT32_MAX);
	if (row->key != BGP_ENCODE_ALWAYS)
		bgp_encode_inside(f,
		    route[AT_route_next_hop + row->key - AT_attributes_next_hop]
			.name,
		    UINT32_MAX);
	return m != NULL && bgp_encode_inside(f, "attributes", UINT32_MAX);
}

static bool
form_put(struct wbuf *w, uint8_t code, const struct bgp_encode_from *from,
    struct rec_fault *f)
{
	struct bgp_unfit why = { 0 };
	bool own; /* the key is that of the attribute itself */

	if (bgp_form_encode(w, code, from->attributes, &why))
		return true;
	own = strcmp(why.object, "attributes") == 0;
	return bgp_encode_refuse(f, own ? "" : why.key, why.text);
}

static bool
value_put(struct wbuf *w, const struct item *item,
    const struct bgp_encode_from *from, struct rec_fault *f)
{
	bool fine;

	if (item->row == NULL) {
		put_bytes(w, item->unknown->value.at, item->unknown->value.n);
		return true;
	}
	fine = item->row->put != NULL ? item->row->put(w, from, f)
				      : form_put(w, item->code, from, f);
	return fine || refused(item->row, from, f);
}

static bool
item_put(struct wbuf *w, const struct item *item,
    const struct bgp_encode_from *from, struct rec_fault *f)
{
	uint8_t *start = w->at, *length;
	bool wide = item->flags & BGP_FLAG_EXTENDED;
	size_t n;

	put_u8(w, item->flags);
	put_u8(w, item->code);
	length = put_len(w, wide ? 2 : 1);
	if (!value_put(w, item, from, f))
		return false;
	if (w->bad)
		return true; /* the caller says that it is too long */
	n = (size_t)(w->at - length) - (wide ? 2 : 1);
	if (wide || n <= UINT8_MAX) {
		end_len(w, length, wide ? 2 : 1);
		return true;
	}
	if (put_room(w, 1) == NULL)
		return true;
	memmove(length + 2, length + 1, n);
	start[0] |= BGP_FLAG_EXTENDED;
	end_len(w, length, 2);
	return true;
}

/* ---- all of them ---- */

static bool
is_there(const struct bgp_encode_row *row, const struct bgp_encode_from *from)
{
	switch (row->code) {
	case BGP_MP_REACH:
		return from->reach != NULL;
	case BGP_MP_UNREACH:
		return from->unreach != NULL;
	case BGP_NEXT_HOP:
		return from->next_hop != NULL;
	case BGP_ATOMIC_AGGREGATE:
		return HAS(from->attributes, attributes, atomic_aggregate) &&
		       from->attributes->atomic_aggregate;
	}
	if (row->put == NULL)
		return bgp_form_has(from->attributes, row->code);
	return from->attributes->has >> row->key & 1;
}

/* Where an attribute stands usually. */
static unsigned
rank_of(uint8_t code)
{
	if (code == BGP_MP_REACH || code == BGP_MP_UNREACH)
		return code - BGP_MP_REACH; /* RFC 7606 5.1: first */
	return 2u + code;
}

static uint32_t
unknown_n(const struct rec_attributes *a)
{
	return HAS(a, attributes, unknown) ? a->unknown.n : 0;
}

static size_t
items_collect(struct item *to, const struct bgp_encode_from *from)
{
	const struct rec_attributes *a = from->attributes;
	size_t n = 0, rows_n;
	const struct bgp_encode_row *rows = bgp_encode_rows(&rows_n);

	for (size_t i = 0; i < rows_n; i++)
		if (is_there(&rows[i], from))
			to[n++] = (struct item){ .code = rows[i].code,
				.flags = rows[i].flags,
				.row = &rows[i] };
	for (uint32_t i = 0; i < unknown_n(a); i++) {
		const struct rec_unknown *u = &a->unknown.at[i];
		struct item one = {
			.code = u->code, .flags = u->flags, .unknown = u
		};
		size_t at = n++;

		for (; at > 0 && rank_of(to[at - 1].code) > rank_of(u->code);
		     at--)
			to[at] = to[at - 1];
		to[at] = one;
	}
	return n;
}

/* The next of this code that has not been written. */
static struct item *
item_find(struct item *items, size_t n, uint8_t code)
{
	for (size_t i = 0; i < n; i++)
		if (!items[i].done && items[i].code == code)
			return &items[i];
	return NULL;
}

bool
bgp_encode_attributes(struct wbuf *w, const struct bgp_encode_from *from,
    struct rbuf layout, struct arena *arena, struct rec_fault *f)
{
	enum { UNKNOWN_MAX = 256 }; /* as many as there are codes */
	struct item *items;
	size_t n;

	bgp_encode_rows(&n);
	if (unknown_n(from->attributes) > UNKNOWN_MAX)
		return bgp_encode_refuse(
		    f, "unknown", "there are more than 256 attributes");
	items = arena_alloc(
	    arena, (n + unknown_n(from->attributes)) * sizeof(*items));
	n = items_collect(items, from);
	while (rbuf_left(&layout) >= 2) {
		uint8_t flags = get_u8(&layout);
		struct item *one = item_find(items, n, get_u8(&layout));

		if (one == NULL)
			continue; /* somebody has taken it out */
		one->flags = flags;
		one->done = true;
		if (!item_put(w, one, from, f))
			return false;
	}
	for (size_t i = 0; i < n; i++)
		if (!items[i].done && !item_put(w, &items[i], from, f))
			return false;
	return true;
}

/* ---- the layout ---- */

bool
bgp_layout_is_usual(struct rbuf attributes)
{
	struct bgp_attr a;
	unsigned last = 0;
	size_t n;
	const struct bgp_encode_row *row = bgp_encode_rows(&n), *end = row + n;

	while (bgp_attr_next(&attributes, &a)) {
		uint8_t flags =
		    rbuf_left(&a.value) > UINT8_MAX ? BGP_FLAG_EXTENDED : 0;
		unsigned rank = rank_of(a.code);

		if (rank < last)
			return false;
		while (row < end && rank_of(row->code) < rank)
			row++;
		if (row < end && row->code == a.code &&
		    a.flags != (row->flags | flags))
			return false;
		last = rank;
	}
	return true;
}

struct rec_bytes
bgp_layout_of(struct rbuf attributes, struct arena *arena)
{
	enum { CODES = 256 };
	uint8_t *at = arena_alloc(arena, 2 * CODES);
	struct wbuf w = wbuf(at, 2 * CODES);
	struct bgp_attr a;

	while (bgp_attr_next(&attributes, &a)) {
		put_u8(&w, a.flags);
		put_u8(&w, a.code);
	}
	return (struct rec_bytes){ (uint32_t)wbuf_used(&w), at };
}

bool
bgp_layout_has(struct rbuf layout, uint8_t code)
{
	while (rbuf_left(&layout) >= 2) {
		get_u8(&layout);
		if (get_u8(&layout) == code)
			return true;
	}
	return false;
}
