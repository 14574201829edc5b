/* Records to MRT. */
#include "message/mrt_encode.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "message/bgp_encode.h"
#include "message/bgp_encode_parts.h"
#include "wire/mrt_encode.h"

enum {
	KEY_MAX = 8192,           /* NLRI of one destination */
	ENTRY_MAX = UINT16_MAX,   /* attributes of one */
	SCRATCH = 2 * UINT16_MAX, /* a message and what is around it */
	PEERS_MAX = UINT16_MAX,
};

/* A router whose OPEN has told its AS number. */
struct speaker {
	struct addr addr;
	uint32_t as;
};

struct mrt_encoder {
	struct obuf *out, held; /* held: RIB records before the index */
	struct arena arena;
	uint8_t *scratch;

	struct speaker *speakers;
	size_t speakers_n, speakers_room;
	struct map speaker_map;

	struct mrt_peer *peers;
	size_t peers_n, peers_room, last; /* last: the one found before */
	bool indexed;                     /* the index has been written */
	int64_t table_us;

	/* The RIB record that is being put together. */
	struct obuf entries;
	uint32_t family, sequence;
	bool add_path;
	uint32_t entries_n;
	uint8_t key[KEY_MAX];
	size_t key_n;
};

struct mrt_encoder *
mrt_encoder_new(struct obuf *out)
{
	struct mrt_encoder *e = mem_zalloc(sizeof(*e));

	e->out = out;
	e->scratch = mem_alloc(SCRATCH);
	return e;
}

void
mrt_encoder_free(struct mrt_encoder *e)
{
	obuf_fini(&e->held);
	obuf_fini(&e->entries);
	arena_fini(&e->arena);
	map_fini(&e->speaker_map);
	free(e->speakers);
	free(e->peers);
	free(e->scratch);
	free(e);
}

static struct wbuf
scratch_of(struct mrt_encoder *e)
{
	return wbuf(e->scratch, SCRATCH);
}

static bool
put_out(struct obuf *to, const struct wbuf *w, struct rec_fault *f)
{
	if (w->bad)
		return bgp_encode_refuse(
		    f, "time", "it is not in 32 bits of seconds");
	obuf_put(to, w->start, wbuf_used(w));
	return true;
}

/* ---- sessions ---- */

static bool
speaker_is(const void *ctx, uint32_t at, const void *key)
{
	const struct mrt_encoder *e = ctx;

	return addr_cmp(&e->speakers[at].addr, key) == 0;
}

static uint32_t
addr_hash(const struct addr *a)
{
	return (uint32_t)hash_bytes(a, sizeof(*a), 0);
}

/* What an OPEN of that address has said, or 0. */
static uint32_t
speaker_as(const struct mrt_encoder *e, const struct addr *a)
{
	uint32_t at = map_find(&e->speaker_map, addr_hash(a), speaker_is, e, a);

	return at == MAP_NONE ? 0 : e->speakers[at].as;
}

static void
speaker_learn(struct mrt_encoder *e, const struct rec_message *m)
{
	uint32_t hash = addr_hash(&m->src);
	uint32_t at = map_find(&e->speaker_map, hash, speaker_is, e, &m->src);

	if (at == MAP_NONE) {
		e->speakers = mem_grow(e->speakers, &e->speakers_room,
		    e->speakers_n, sizeof(*e->speakers));
		at = (uint32_t)e->speakers_n++;
		e->speakers[at].addr = m->src;
		map_add(&e->speaker_map, hash, at);
	}
	e->speakers[at].as = m->as;
}

static bool
has_path_ids(const struct rec_announce *at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (at[i].nlri.n > 0 && HAS(at[i].nlri.at, nlri, path_id))
			return true;
	return false;
}

static bool
session_of(struct mrt_encoder *e, const struct rec_message *m,
    struct mrt_session *s, struct rec_fault *f)
{
	const struct addr nobody = { .ip = m->src.ip }; /* as in old dumps */
	const struct addr *dst = HAS(m, message, dst) ? &m->dst : &nobody;

	if (!HAS(m, message, src))
		return bgp_encode_refuse(f, "src", "it is missing");
	if (m->src.ip != dst->ip)
		return bgp_encode_refuse(
		    f, "dst", "it is not of the IP version of src");
	if (HAS(m, message, as))
		speaker_learn(e, m);
	*s = (struct mrt_session){
		.peer = m->src,
		.local = *dst,
		.peer_as = HAS(m, message, peer_as) ? m->peer_as
						    : speaker_as(e, &m->src),
		.local_as = HAS(m, message, local_as) ? m->local_as
						      : speaker_as(e, dst),
		.as4 = bgp_message_is_as4(m),
		.add_path = has_path_ids(m->announce.at, m->announce.n) ||
			    has_path_ids(m->withdraw.at, m->withdraw.n),
	};
	return true;
}

static bool
state_parse(const char *text, uint16_t *state)
{
	int value;
	uint32_t number;

	if (name_find(bgp_state_names, text, strlen(text), &value)) {
		*state = (uint16_t)value;
		return true;
	}
	if (strncmp(text, "unknown_", 8) != 0 ||
	    !text_u32(text + 8, strlen(text + 8), UINT16_MAX, &number, NULL))
		return false;
	*state = (uint16_t)number;
	return true;
}

static bool
state_add(
    struct mrt_encoder *e, const struct rec_message *m, struct rec_fault *f)
{
	struct wbuf w = scratch_of(e);
	struct mrt_session s;

	if (!session_of(e, m, &s, f))
		return false;
	if (!HAS(m, message, old_state) || !HAS(m, message, new_state) ||
	    !state_parse(m->old_state, &s.old_state) ||
	    !state_parse(m->new_state, &s.new_state))
		return bgp_encode_refuse(
		    f, "old_state", "it and new_state are not states of BGP");
	mrt_session_encode(&w, m->time, &s);
	return put_out(e->out, &w, f);
}

static bool
message_add(
    struct mrt_encoder *e, const struct rec_message *m, struct rec_fault *f)
{
	struct wbuf w = scratch_of(e);
	uint8_t *octets = arena_alloc(&e->arena, BGP_MAX_EXTENDED_SIZE);
	struct wbuf message = wbuf(octets, BGP_MAX_EXTENDED_SIZE);
	struct mrt_session s;

	if (!bgp_encode_message(&message, m, &e->arena, f) ||
	    !session_of(e, m, &s, f))
		return false;
	s.message = rbuf(octets, wbuf_used(&message));
	mrt_session_encode(&w, m->time, &s);
	return put_out(e->out, &w, f);
}

/* ---- tables ---- */

static void
peer_add(struct mrt_encoder *e, const struct mrt_peer *p)
{
	e->peers =
	    mem_grow(e->peers, &e->peers_room, e->peers_n, sizeof(*e->peers));
	e->peers[e->peers_n++] = *p;
}

/* Where it is in the index; entries mostly are in the order of that. */
static bool
peer_find(struct mrt_encoder *e, const struct addr *a, uint32_t as, size_t *at)
{
	for (size_t i = 0; i < e->peers_n; i++) {
		size_t k = (e->last + 1 + i) % e->peers_n;

		if (e->peers[k].as == as &&
		    addr_cmp(&e->peers[k].address, a) == 0) {
			*at = e->last = k;
			return true;
		}
	}
	return false;
}

static bool
peer_of(struct mrt_encoder *e, const struct rec_route *r, size_t *at,
    struct rec_fault *f)
{
	struct mrt_peer p = { .as = r->peer_as };

	if (!HAS(r, route, peer))
		return bgp_encode_refuse(f, "peer", "it is missing");
	if (!addr_parse(&p.address, r->peer, strlen(r->peer), NULL))
		return bgp_encode_refuse(f, "peer",
		    "it is not an address, as the index of a dump has them");
	if (peer_find(e, &p.address, p.as, at))
		return true;
	if (e->indexed || e->peers_n == PEERS_MAX)
		return bgp_encode_refuse(
		    f, "peer", "it is not in the peer_index_table");
	*at = e->last = e->peers_n;
	peer_add(e, &p);
	return true;
}

/* The RIB record that was begun. It may be longer than the scratch is. */
static void
rib_finish(struct mrt_encoder *e)
{
	bool generic;
	uint16_t subtype = mrt_rib_subtype(e->family, e->add_path, &generic);
	size_t n = obuf_left(&e->entries);
	size_t room = 64 + KEY_MAX + n;
	uint8_t *body = arena_alloc(&e->arena, 2 * room);
	struct wbuf b = wbuf(body, room), w = wbuf(body + room, room);
	struct obuf *to = e->indexed ? e->out : &e->held;

	if (e->entries_n == 0)
		return;
	put_u32(&b, e->sequence++);
	if (generic) {
		put_u16(&b, FAMILY_AFI(e->family));
		put_u8(&b, FAMILY_SAFI(e->family));
	}
	put_bytes(&b, e->key, e->key_n);
	put_u16(&b, e->entries_n);
	put_bytes(&b, obuf_at(&e->entries), n);
	mrt_record_encode(&w, MRT_TABLE_DUMP_V2, subtype, e->table_us,
	    rbuf(body, wbuf_used(&b)));
	obuf_put(to, w.start, wbuf_used(&w));
	obuf_take(&e->entries, n);
	e->entries_n = 0;
}

/* Begins another record where the destination is another. */
static bool
destination_of(
    struct mrt_encoder *e, const struct rec_route *r, struct rec_fault *f)
{
	bool add_path = HAS(r, route, path_id);
	uint8_t key[KEY_MAX];
	struct wbuf w = wbuf(key, sizeof(key));

	if (!bgp_encode_destination(&w, r, f))
		return false;
	if (w.bad)
		return bgp_encode_refuse(f, "", "the destination is too long");
	if (e->entries_n > 0 && e->entries_n < UINT16_MAX &&
	    e->family == r->family && e->add_path == add_path &&
	    e->key_n == wbuf_used(&w) && memcmp(e->key, key, e->key_n) == 0)
		return true;
	rib_finish(e);
	e->family = r->family;
	e->add_path = add_path;
	e->key_n = wbuf_used(&w);
	memcpy(e->key, key, e->key_n);
	return true;
}

static bool
route_add(struct mrt_encoder *e, const struct rec_route *r, struct rec_fault *f)
{
	struct wbuf w = scratch_of(e);
	uint8_t *length;
	size_t peer = 0;

	if (r->time / 1000000 > UINT32_MAX)
		return bgp_encode_refuse(
		    f, "time", "it is not in 32 bits of seconds");
	if (!peer_of(e, r, &peer, f) || !destination_of(e, r, f))
		return false;
	put_u16(&w, peer);
	put_u32(&w, (uint64_t)r->time / 1000000);
	if (HAS(r, route, path_id))
		put_u32(&w, r->path_id);
	length = put_len(&w, 2);
	if (!bgp_encode_entry(&w, r, &e->arena, f))
		return false;
	end_len(&w, length, 2);
	if (w.bad)
		return bgp_encode_refuse(
		    f, "", "its attributes are longer than 65535 octets");
	obuf_put(&e->entries, w.start, wbuf_used(&w));
	e->entries_n++;
	if (!e->indexed && r->time > e->table_us)
		e->table_us = r->time;
	return true;
}

/* ---- what decode left in hex ---- */

/* The index of a dump: what stands behind it refers to it. */
static void
index_learn(struct mrt_encoder *e, const struct mrt_record *m)
{
	struct mrt_peers p;
	struct mrt_peer one;

	e->peers_n = e->last = 0;
	e->sequence = 0;
	e->indexed = mrt_peers_decode(m, &p, NULL);
	e->table_us = m->time_us;
	while (e->indexed && e->peers_n < p.n && mrt_peer_next(&p, &one))
		peer_add(e, &one);
}

/* "type_13_subtype_1" */
static bool
kind_parse(const char *kind, uint16_t *type, uint16_t *subtype)
{
	const char *middle = strstr(kind, "_subtype_");
	uint32_t a, b;

	if (strncmp(kind, "type_", 5) != 0 || middle == NULL ||
	    !text_u32(
		kind + 5, (size_t)(middle - kind) - 5, UINT16_MAX, &a, NULL) ||
	    !text_u32(middle + 9, strlen(middle + 9), UINT16_MAX, &b, NULL))
		return false;
	*type = (uint16_t)a;
	*subtype = (uint16_t)b;
	return true;
}

static bool
whole_add(
    struct mrt_encoder *e, const struct rec_message *m, struct rec_fault *f)
{
	struct mrt_record to = { .time_us = m->time };
	bool index = strcmp(m->kind, "peer_index_table") == 0;
	size_t room = MRT_HEADER_SIZE + 4 + m->data.n;
	struct wbuf w = wbuf(arena_alloc(&e->arena, room), room);

	if (index) {
		to.type = MRT_TABLE_DUMP_V2;
		to.subtype = MRT_PEER_INDEX;
	} else if (!kind_parse(m->kind, &to.type, &to.subtype)) {
		return bgp_encode_refuse(
		    f, "kind", "it is not of the form type_N_subtype_N");
	}
	if (!HAS(m, message, data))
		return bgp_encode_refuse(f, "data", "it is missing");
	to.body = rbuf(m->data.at, m->data.n);
	mrt_record_encode(&w, to.type, to.subtype, to.time_us, to.body);
	if (index) {
		mrt_encoder_end(e); /* another table begins */
		index_learn(e, &to);
	}
	return put_out(e->out, &w, f);
}

/* ---- all ---- */

bool
mrt_encoder_add(struct mrt_encoder *e, const struct rec *r, struct rec_fault *f)
{
	bool done;

	if (r->type == REC_ROUTE && r->del)
		return bgp_encode_refuse(
		    f, "op", "a table has no routes that are gone");
	if (r->type == REC_ROUTE)
		done = route_add(e, &r->route, f);
	else if (strcmp(r->message.protocol, "mrt") == 0)
		done = whole_add(e, &r->message, f);
	else if (strcmp(r->message.kind, "state_change") == 0)
		done = state_add(e, &r->message, f);
	else
		done = message_add(e, &r->message, f);
	arena_reset(&e->arena);
	return done;
}

/* The index that no record has given: a collector that nobody named. */
static void
index_put(struct mrt_encoder *e)
{
	enum { PEER_MAX = 25, HEAD = 8 };
	size_t room = HEAD + PEER_MAX * e->peers_n;
	uint8_t *body = arena_alloc(&e->arena, 2 * room + MRT_HEADER_SIZE);
	struct wbuf b = wbuf(body, room);
	struct wbuf w = wbuf(body + room, room + MRT_HEADER_SIZE);

	put_u32(&b, 0); /* its identifier */
	put_u16(&b, 0); /* the view has no name */
	put_u16(&b, e->peers_n);
	for (size_t i = 0; i < e->peers_n; i++)
		mrt_peer_encode(&b, &e->peers[i]);
	mrt_record_encode(&w, MRT_TABLE_DUMP_V2, MRT_PEER_INDEX, e->table_us,
	    rbuf(body, wbuf_used(&b)));
	obuf_put(e->out, w.start, wbuf_used(&w));
}

void
mrt_encoder_end(struct mrt_encoder *e)
{
	rib_finish(e);
	if (obuf_left(&e->held) == 0)
		return;
	index_put(e);
	obuf_put(e->out, obuf_at(&e->held), obuf_left(&e->held));
	obuf_take(&e->held, obuf_left(&e->held));
}
