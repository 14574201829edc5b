/* A group's UPDATEs, octet by octet. */
#include "base/mem.h"
#include "core/bgp_export_in.h"
#include "core/bgp_key.h"

#include <stdlib.h>

#define ATTRS_ROOM 65535

/* In an UPDATE: header, two lengths; then flags, code, length, AFI, SAFI. */
#define ATTRS_AT  (BGP_HEADER_SIZE + 4)
#define MP_HOP_AT (ATTRS_AT + 4 + 4)

static uint8_t *
message_room(struct group *g, size_t n)
{
	if (g->room_bytes - g->n_bytes < n) {
		g->room_bytes = (g->n_bytes + n) * 2;
		g->bytes = mem_realloc(g->bytes, g->room_bytes);
	}
	return g->bytes + g->n_bytes;
}

static void
message_add(struct group *g, const struct packed *p)
{
	g->packed = mem_grow(
	    g->packed, &g->room_packed, g->n_packed, sizeof(*g->packed));
	g->packed[g->n_packed++] = *p;
	g->n_bytes += p->size;
}

static size_t
items_gather(struct bgp_export *x, const struct sort *s)
{
	size_t n = 0;

	for (uint32_t at = s->first; at != NO_ITEM;
	     at = x->sorted.items[at].next)
		n++;
	if (n > x->room_nlri) {
		x->room_nlri = n;
		x->nlri = mem_realloc(x->nlri, n * sizeof(*x->nlri));
	}
	n = 0;
	for (uint32_t at = s->first; at != NO_ITEM;
	     at = x->sorted.items[at].next)
		x->nlri[n++] = x->sorted.items[at].nlri;
	return n;
}

void
export_withdraw(struct bgp_export *x, struct group *g, const struct sort *s)
{
	uint32_t family = bgp_table_family(x->rib, g->like.table);
	size_t n = items_gather(x, s), done = 0, max = bgp_codec_max(&g->codec);
	size_t some;

	while (done < n) {
		struct wbuf w = wbuf(message_room(g, max), max);

		some = bgp_withdraw_encode(
		    &w, &g->codec, family, x->nlri + done, n - done);
		if (some == 0) { /* too long to have been announced, too */
			done++;
			continue;
		}
		done += some;
		message_add(
		    g, &(struct packed){ .size = (uint32_t)wbuf_used(&w),
			   .except = s->except,
			   .only = s->only });
	}
}

/* Where the next hop stands in a message with these attributes. */
static void
hop_place(struct packed *p, const struct bgp_hop *hop, struct rbuf attrs)
{
	const uint8_t *start = attrs.at;
	struct bgp_attr a;

	if (hop != NULL) {
		p->hop_at = hop->addr.ip == ADDR_NONE ? 0 : MP_HOP_AT;
		p->hop_size = (uint8_t)(addr_bits(&hop->addr) / 8 +
					addr_bits(&hop->link_local) / 8);
		return;
	}
	while (bgp_attr_next(&attrs, &a))
		if (a.code == BGP_NEXT_HOP) {
			p->hop_at = (uint16_t)(ATTRS_AT + (a.value.at - start));
			p->hop_size = 4;
		}
}

static void
item_forget(struct bgp_export *x, struct group *g, const struct item *item)
{
	if (g->like.paths > 0)
		told_path_forget(x, g, item->dest, item->nlri.path_id);
	else
		group_tell(
		    g, item->dest, bgp_told_get(&g->told, item->dest), 0);
}

/* What cannot be said, as its attributes fill a message, is withdrawn. */
static void
give_up(struct bgp_export *x, struct group *g, const struct sort *s)
{
	struct sort gone = { .except = s->except, .first = s->first };

	for (uint32_t at = s->first; at != NO_ITEM;
	     at = x->sorted.items[at].next)
		item_forget(x, g, &x->sorted.items[at]);
	export_withdraw(x, g, &gone);
}

/* The same of one alone, whose NLRI is too long. */
static void
give_up_one(
    struct bgp_export *x, struct group *g, const struct sort *s, size_t number)
{
	uint32_t at = s->first, next;

	while (number-- > 0)
		at = x->sorted.items[at].next;
	next = x->sorted.items[at].next;
	x->sorted.items[at].next = NO_ITEM;
	give_up(x, g, &(struct sort){ .except = s->except, .first = at });
	x->sorted.items[at].next = next;
}

void
export_announce(struct bgp_export *x, struct group *g, const struct sort *s)
{
	uint32_t family = bgp_table_family(x->rib, g->like.table);
	size_t max = bgp_codec_max(&g->codec), n, done = 0, some;
	uint8_t scratch[2048], encoded[4096];
	uint8_t *big = s->set->size > 1000 ? mem_alloc(2 * ATTRS_ROOM) : NULL;
	struct wbuf w =
	    big ? wbuf(big, ATTRS_ROOM) : wbuf(scratch, sizeof(scratch));
	struct wbuf out = big ? wbuf(big + ATTRS_ROOM, ATTRS_ROOM)
			      : wbuf(encoded, sizeof(encoded));
	struct packed p = { .except = s->except, .self = s->self };
	struct bgp_attrs a;
	struct bgp_hop hop;
	bool mp = export_attrs(x, g, s, &w, &a, &hop);
	struct rbuf attrs;

	bgp_attrs_encode(&out, &a, &g->codec);
	attrs = rbuf(out.start, wbuf_used(&out));
	if (!bgp_key_keeps_hop(family))
		hop_place(&p, mp ? &hop : NULL, attrs);
	n = w.bad || out.bad ? 0 : items_gather(x, s);
	while (done < n) {
		struct wbuf m = wbuf(message_room(g, max), max);

		some = bgp_announce_encode(&m, &g->codec, family,
		    mp ? &hop : NULL, attrs, x->nlri + done, n - done);
		if (some == 0) { /* of x->nlri this takes the first place */
			give_up_one(x, g, s, done++);
			continue;
		}
		done += some;
		p.size = (uint32_t)wbuf_used(&m);
		message_add(g, &p);
	}
	if (n == 0)
		give_up(x, g, s);
	free(big);
}

void
export_pack_refresh(struct group *g, uint32_t family, bool begins)
{
	enum { ROOM = 32 };
	struct wbuf w = wbuf(message_room(g, ROOM), ROOM);

	g->refreshing = begins;
	bgp_refresh_encode(
	    &w, &(struct bgp_refresh){
		    .family = family,
		    .subtype = begins ? BGP_REFRESH_BEGIN : BGP_REFRESH_END,
		});
	message_add(g, &(struct packed){ .size = (uint32_t)wbuf_used(&w) });
}

void
export_pack_eor(struct group *g, uint32_t family)
{
	enum { ROOM = 64 };
	struct wbuf w = wbuf(message_room(g, ROOM), ROOM);

	g->eor_due = false;
	g->eor_at = g->base + g->n_packed;
	bgp_end_of_rib_encode(&w, family);
	message_add(g, &(struct packed){ .size = (uint32_t)wbuf_used(&w) });
}
