/* BMP messages as records. */
#include "message/bmp_records.h"

#include <stdlib.h>

#include "base/mem.h"
#include "message/bgp_record_parts.h"
#include "message/bmp_peers.h"

struct bmp_reader {
	struct bmp_peers peers;
	struct arena arena;
	struct addr router;
	uint16_t router_port;
	struct bgp_reading assumed;
	uint32_t number;
	int64_t time_us;
	record_sink *sink;
	void *ctx;
};

struct bmp_reader *
bmp_reader_new(record_sink *sink, void *ctx)
{
	struct bmp_reader *b = mem_zalloc(sizeof(*b));

	bmp_peers_init(&b->peers);
	b->sink = sink;
	b->ctx = ctx;
	return b;
}

void
bmp_reader_router(
    struct bmp_reader *b, const struct addr *router, uint16_t port)
{
	b->router = *router;
	b->router_port = port;
}

void
bmp_reader_assume(struct bmp_reader *b, const struct bgp_reading *how)
{
	b->assumed = *how;
}

void
bmp_reader_free(struct bmp_reader *b)
{
	bmp_peers_fini(&b->peers);
	arena_fini(&b->arena);
	free(b);
}

/* ---- the peer header as a part of a record ---- */

static bool
is_out(const struct bmp_peer *p)
{
	return p->type != BMP_LOC_RIB && p->flags & BMP_FLAG_OUT;
}

/* RFC 7854 4.2, 8671 4, 9069 4.2 */
static int
rib_of(const struct bmp_peer *p)
{
	bool post = p->flags & BMP_FLAG_POST_POLICY;

	if (p->type == BMP_LOC_RIB)
		return RIB_LOC;
	if (is_out(p))
		return post ? RIB_ADJ_OUT : RIB_ADJ_OUT_PRE;
	return post ? RIB_ADJ_IN : RIB_ADJ_IN_PRE;
}

static void
put_peer(struct rec_bmp *to, const struct bmp_peer *p, struct arena *arena)
{
	static const uint8_t zeros[sizeof(p->rd.b)];

	PUT(to, bmp, peer_type,
	    bgp_record_name(bmp_peer_type_names, p->type, arena));
	if (p->address.ip != ADDR_NONE)
		PUT(to, bmp, peer, p->address);
	PUT(to, bmp, peer_id, addr_ip4(p->id));
	if (memcmp(p->rd.b, zeros, sizeof(zeros)) != 0)
		PUT(to, bmp, rd, p->rd);
	if (p->type == BMP_LOC_RIB && p->flags & BMP_FLAG_FILTERED)
		PUT(to, bmp, filtered, true);
}

/* Who speaks to whom in that session. */
static void
put_ends(struct rec_message *to, const struct bmp_peer *p,
    const struct bmp_session *peer, unsigned way)
{
	struct addr none = { 0 };
	const struct addr *local = peer != NULL ? &peer->local : &none;
	const struct addr *src = way == BMP_OUT ? local : &p->address;
	const struct addr *dst = way == BMP_OUT ? &p->address : local;
	bool ports = peer != NULL && peer->local.ip != ADDR_NONE;

	if (src->ip != ADDR_NONE)
		PUT(to, message, src, *src);
	if (dst->ip != ADDR_NONE)
		PUT(to, message, dst, *dst);
	if (ports) {
		PUT(to, message, sport,
		    way == BMP_OUT ? peer->local_port : peer->port);
		PUT(to, message, dport,
		    way == BMP_OUT ? peer->port : peer->local_port);
	}
	PUT(to, message, peer_as, p->as);
}

static struct rec_message *
message_begin(
    const struct bmp_reader *b, const struct bmp_message *m, struct rec *r)
{
	struct rec_message *to = &r->message;
	int64_t time = m->peer.time_us != 0 ? m->peer.time_us : b->time_us;

	*r = (struct rec){ .type = REC_MESSAGE };
	if (time != 0)
		PUT(to, message, time, time);
	PUT(to, message, frame, b->number);
	if (b->router.ip != ADDR_NONE) {
		PUT(&to->bmp, bmp, router, b->router);
		PUT(&to->bmp, bmp, router_port, b->router_port);
	}
	MARK(to, message, bmp);
	return to;
}

static void
emit(struct bmp_reader *b, const struct rec *r)
{
	const struct rec_message *m = &r->message;

	b->sink(b->ctx, r, HAS(m, message, error) ? &m->error : NULL);
	arena_reset(&b->arena);
}

static void
put_error(struct bmp_reader *b, struct rec_message *to, const struct fault *f,
    const uint8_t *from)
{
	const struct bgp_error e = { .fault = *f };

	bgp_record_error(&to->error, &e, from, &b->arena);
	MARK(to, message, error);
}

/* ---- a BGP message inside ---- */

static void
put_bgp(struct bmp_reader *b, struct rec_message *to, struct rbuf message,
    const struct bgp_reading *how)
{
	struct bgp_header h;
	struct fault f = { 0 };

	if (bgp_header_decode(message.at, true, &h, &f) &&
	    h.length != rbuf_left(&message))
		fault(&f, message.at + 16, BGP_ERR_LENGTH,
		    "message is not as long as what it stands in");
	bgp_record_message(to, message, &f, how, &b->arena);
}

static void
bgp_emit(struct bmp_reader *b, const struct bmp_message *m, struct rbuf message,
    unsigned way, const struct bgp_reading *how)
{
	const struct bmp_session *peer = bmp_peers_find(&b->peers, &m->peer);
	struct rec r;
	struct rec_message *to = message_begin(b, m, &r);

	put_ends(to, &m->peer, peer, way);
	PUT(&to->bmp, bmp, kind, name_of(bmp_type_names, m->type));
	put_peer(&to->bmp, &m->peer, &b->arena);
	if (m->type == BMP_ROUTE_MONITORING)
		PUT(&to->bmp, bmp, rib, rib_of(&m->peer));
	if (peer != NULL && peer->table != NULL)
		PUT(&to->bmp, bmp, table, peer->table);
	put_bgp(b, to, message, how);
	emit(b, &r);
}

/* Of the router itself, or on their way out: FRR calls itself peer 0.0.0.0. */
static bool
is_own(const struct bmp_peer *p)
{
	return p->type == BMP_LOC_RIB || is_out(p) ||
	       addr_is_unspecified(&p->address);
}

static struct bgp_reading
reading_of(
    const struct bmp_reader *b, const struct bmp_session *peer, unsigned way)
{
	return peer != NULL && peer->has_opens ? peer->reading[way]
					       : b->assumed;
}

/* The A flag says the width of AS_PATH, whatever the OPENs (RFC 7854 4.2). */
static void
monitoring(struct bmp_reader *b, const struct bmp_message *m)
{
	unsigned way = is_out(&m->peer) ? BMP_OUT : BMP_IN;
	const struct bmp_session *peer = bmp_peers_find(&b->peers, &m->peer);
	struct bgp_reading how = reading_of(b, peer, way);

	how.as4_known = true;
	how.codec.own_table = is_own(&m->peer);
	how.codec.as4 =
	    m->peer.type == BMP_LOC_RIB || !(m->peer.flags & BMP_FLAG_AS2);
	bgp_emit(b, m, m->bgp, way, &how);
}

/* RFC 7854 4.7: as it came, so read as the peer sent it. */
static bool
mirroring(struct bmp_reader *b, const struct bmp_message *m)
{
	const struct bmp_session *peer = bmp_peers_find(&b->peers, &m->peer);
	struct bgp_reading how = reading_of(b, peer, BMP_IN);
	struct rbuf tlvs = m->tlvs;
	struct bmp_tlv t;
	bool only = true;

	while (bmp_tlv_next(&tlvs, &t))
		if (t.type == BMP_MIRROR_MESSAGE &&
		    rbuf_left(&t.value) >= BGP_HEADER_SIZE)
			bgp_emit(b, m, t.value, BMP_IN, &how);
		else
			only = false;
	return only;
}

/* ---- what is no BGP message ---- */

static const char *
text_of(struct rbuf r, struct arena *arena)
{
	for (const uint8_t *p = r.at; p < r.end; p++)
		if ((*p < ' ' && *p != '\n' && *p != '\t') || *p > '~')
			return NULL;
	return arena_strndup(arena, (const char *)r.at, rbuf_left(&r));
}

static void
put_stat(struct rec_bmp_item *to, const struct bmp_tlv *t)
{
	struct bmp_stat s;

	bmp_stat_decode(t, &s);
	if (s.name == NULL) {
		PUT(to, bmp_item, hex, bytes(t->value));
		return;
	}
	PUT(to, bmp_item, name, s.name);
	if (s.family != 0)
		PUT(to, bmp_item, family, s.family);
	PUT(to, bmp_item, value, s.value);
}

static void
put_tlv(struct rec_bmp_item *to, uint8_t type, const struct bmp_tlv *t,
    struct arena *arena)
{
	const char *name = bmp_tlv_name(type, t->type);
	const char *text = name == NULL ? NULL : text_of(t->value, arena);

	if (name != NULL)
		PUT(to, bmp_item, name, name);
	if (text != NULL)
		PUT(to, bmp_item, text, text);
	else
		PUT(to, bmp_item, hex, bytes(t->value));
}

/* The word for a TLV of two octets that names a reason, or NULL. */
static const char *
reason_of(uint8_t type, const struct bmp_tlv *t, struct arena *arena)
{
	struct rbuf r = t->value;
	uint16_t code = get_u16(&r);

	if (r.bad || rbuf_left(&r) > 0 || code > UINT8_MAX)
		return NULL;
	if (type == BMP_TERMINATION && t->type == BMP_TERMINATION_REASON)
		return bgp_record_name(
		    bmp_termination_names, (uint8_t)code, arena);
	if (type == BMP_ROUTE_MIRRORING && t->type == BMP_MIRROR_INFORMATION)
		return bgp_record_name(bmp_mirror_names, (uint8_t)code, arena);
	return NULL;
}

static void
put_items(struct rec_bmp *to, const struct bmp_message *m, struct arena *arena)
{
	struct rbuf count = m->tlvs, tlvs = m->tlvs;
	struct bmp_tlv t;
	uint32_t n = 0;

	while (bmp_tlv_next(&count, &t))
		n++;
	to->items.at = ARRAY(arena, struct rec_bmp_item, n);
	for (n = 0; bmp_tlv_next(&tlvs, &t);) {
		const char *reason = reason_of(m->type, &t, arena);
		struct rec_bmp_item *item = &to->items.at[n];

		if (reason != NULL) {
			PUT(to, bmp, reason, reason);
			continue;
		}
		if (m->type == BMP_ROUTE_MIRRORING &&
		    t.type == BMP_MIRROR_MESSAGE)
			continue; /* a record of its own */
		*item = (struct rec_bmp_item){ 0 };
		PUT(item, bmp_item, code, t.type);
		if (m->type == BMP_STATISTICS)
			put_stat(item, &t);
		else
			put_tlv(item, m->type, &t, arena);
		n++;
	}
	to->items.n = n;
	if (n > 0)
		MARK(to, bmp, items);
}

static void
put_down(struct rec_bmp *to, const struct bmp_message *m, struct arena *arena)
{
	PUT(to, bmp, reason, bgp_record_name(bmp_down_names, m->reason, arena));
	if (m->reason == BMP_DOWN_EVENT)
		PUT(to, bmp, event, m->event);
}

static const char *
kind_of(uint8_t type, struct arena *arena)
{
	return bgp_record_name(bmp_type_names, type, arena);
}

static void
message_emit(
    struct bmp_reader *b, const struct bmp_message *m, struct rbuf message)
{
	const struct bmp_session *peer = bmp_peers_find(&b->peers, &m->peer);
	struct rec r;
	struct rec_message *to = message_begin(b, m, &r);
	uint32_t stated = m->count;
	struct fault f = { 0 };

	PUT(to, message, protocol, "bmp");
	PUT(to, message, kind, kind_of(m->type, &b->arena));
	PUT(&to->bmp, bmp, kind, to->kind);
	PUT(to, message, length, (uint32_t)rbuf_left(&message));
	if (bmp_has_peer(m->type)) {
		put_ends(to, &m->peer, peer, BMP_IN);
		put_peer(&to->bmp, &m->peer, &b->arena);
		if (peer != NULL && peer->table != NULL)
			PUT(&to->bmp, bmp, table, peer->table);
	}
	put_items(&to->bmp, m, &b->arena);
	if (m->type == BMP_PEER_DOWN)
		put_down(&to->bmp, m, &b->arena);
	if (rbuf_left(&m->rest) > 0)
		PUT(to, message, data, bytes(m->rest));
	if (m->type == BMP_STATISTICS && stated != to->bmp.items.n) {
		fault(&f, message.at + BMP_HEADER_SIZE + BMP_PEER_SIZE, 0,
		    "statistics are not as many as the message says");
		put_error(b, to, &f, message.at);
	}
	emit(b, &r);
}

static void
peer_up(struct bmp_reader *b, const struct bmp_message *m, struct rbuf message)
{
	static const struct bgp_reading known = { .as4_known = true };
	struct bmp_session *peer = bmp_peers_begin(&b->peers, &m->peer);
	struct rbuf tlvs = m->tlvs;
	struct bmp_tlv t;

	if (peer != NULL)
		bmp_session_learn(peer, m);
	while (peer != NULL && bmp_tlv_next(&tlvs, &t))
		if (t.type == BMP_TABLE_NAME && peer->table == NULL &&
		    text_of(t.value, &b->arena) != NULL)
			peer->table = mem_strdup(text_of(t.value, &b->arena));
	arena_reset(&b->arena);
	message_emit(b, m, message);
	bgp_emit(b, m, m->sent, BMP_OUT, &known);
	bgp_emit(b, m, m->received, BMP_IN, &known);
}

static void
peer_down(
    struct bmp_reader *b, const struct bmp_message *m, struct rbuf message)
{
	static const struct bgp_reading known = { .as4_known = true };

	message_emit(b, m, message);
	if (rbuf_left(&m->bgp) > 0)
		bgp_emit(b, m, m->bgp,
		    m->reason == BMP_DOWN_SENT ? BMP_OUT : BMP_IN, &known);
	bmp_peers_forget(&b->peers, &m->peer);
}

void
bmp_reader_refuse(struct bmp_reader *b, struct rbuf octets,
    const struct fault *why, uint32_t number, int64_t time_us, bool is_error)
{
	const struct bmp_message none = { 0 };
	struct rec r;
	struct rec_message *to;

	b->number = number;
	b->time_us = time_us;
	to = message_begin(b, &none, &r);
	PUT(to, message, protocol, "bmp");
	PUT(to, message, kind, "partial");
	PUT(&to->bmp, bmp, kind, to->kind);
	PUT(to, message, length, (uint32_t)rbuf_left(&octets));
	if (rbuf_left(&octets) > 0)
		PUT(to, message, data, bytes(octets));
	put_error(b, to, why, octets.at);
	b->sink(b->ctx, &r, is_error ? &to->error : NULL);
	arena_reset(&b->arena);
}

void
bmp_reader_add(
    struct bmp_reader *b, struct rbuf message, uint32_t number, int64_t time_us)
{
	struct bmp_message m;
	struct fault f = { 0 };

	b->number = number;
	b->time_us = time_us;
	if (!bmp_decode(message, &m, &f)) {
		bmp_reader_refuse(b, message, &f, number, time_us, true);
		return;
	}
	switch (m.type) {
	case BMP_ROUTE_MONITORING:
		monitoring(b, &m);
		break;
	case BMP_PEER_UP:
		peer_up(b, &m, message);
		break;
	case BMP_PEER_DOWN:
		peer_down(b, &m, message);
		break;
	case BMP_ROUTE_MIRRORING:
		if (!mirroring(b, &m))
			message_emit(b, &m, message);
		break;
	default:
		message_emit(b, &m, message);
		break;
	}
}
