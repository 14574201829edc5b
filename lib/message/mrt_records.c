/* MRT dumps as records. */
#include "message/mrt_records.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "message/bgp_entry_cache.h"
#include "message/bgp_guess.h"
#include "message/bgp_record_parts.h"
#include "message/mrt_record_parts.h"

struct peer {
	uint32_t as;
	char name[ADDR_TEXT];
};

struct mrt_reader {
	struct peer *peers;
	size_t peers_n, peers_room;
	struct bgp_entry_cache *entries; /* NULL: the fields are wanted */
	struct arena arena;
	record_sink *sink;
	void *ctx;
	uint32_t number;
	struct bgp_reading assumed;
};

struct mrt_reader *
mrt_reader_new(record_sink *sink, void *ctx)
{
	struct mrt_reader *m = mem_zalloc(sizeof(*m));

	m->sink = sink;
	m->ctx = ctx;
	return m;
}

void
mrt_reader_write_only(struct mrt_reader *m)
{
	if (m->entries == NULL)
		m->entries = bgp_entry_cache_new();
}

void
mrt_reader_reset(struct mrt_reader *m)
{
	m->peers_n = 0;
}

void
mrt_reader_assume(struct mrt_reader *m, const struct bgp_reading *how)
{
	m->assumed = *how;
}

/* What a record says of the width is believed where it fits. */
static struct bgp_reading
reading_begin(const struct mrt_reader *m, bool as4)
{
	struct bgp_reading how = m->assumed;

	how.as4_stated = !how.as4_known;
	if (how.as4_stated)
		how.codec.as4 = as4;
	how.as4_known = true;
	return how;
}

void
mrt_reader_free(struct mrt_reader *m)
{
	free(m->peers);
	bgp_entry_cache_free(m->entries);
	arena_fini(&m->arena);
	free(m);
}

/* ---- messages ---- */

static void
emit(struct mrt_reader *m, const struct rec *r)
{
	m->sink(m->ctx, r,
	    HAS(&r->message, message, error) ? &r->message.error : NULL);
	arena_reset(&m->arena);
}

static struct rec_message *
message_begin(
    const struct mrt_reader *m, const struct mrt_record *from, struct rec *r)
{
	*r = (struct rec){ .type = REC_MESSAGE };
	PUT(&r->message, message, time, from->time_us);
	PUT(&r->message, message, frame, m->number);
	return &r->message;
}

static void
session_put(struct rec_message *to, const struct mrt_session *s)
{
	const struct addr *src = s->sent ? &s->local : &s->peer;
	const struct addr *dst = s->sent ? &s->peer : &s->local;

	PUT(to, message, src, *src);
	if (dst->ip != ADDR_NONE) {
		PUT(to, message, dst, *dst);
		PUT(to, message, local_as, s->local_as);
	}
	PUT(to, message, peer_as, s->peer_as);
}

static void
put_error(struct mrt_reader *m, struct rec_message *to,
    const struct mrt_record *from, const struct fault *f)
{
	const struct bgp_error e = { .fault = *f };

	bgp_record_error(&to->error, &e,
	    from->body.end - from->length - MRT_HEADER_SIZE, &m->arena);
	MARK(to, message, error);
}

/* A record as it stands: of a type that is not read here, or a damaged one. */
static void
whole_emit(struct mrt_reader *m, const struct mrt_record *from,
    const char *kind, const struct fault *f)
{
	struct rec r;
	struct rec_message *to = message_begin(m, from, &r);
	uint32_t n = (uint32_t)rbuf_left(&from->body);

	PUT(to, message, protocol, "mrt");
	PUT(to, message, kind, kind);
	PUT(to, message, length, from->length);
	PUT(to, message, data, (struct rec_bytes){ n, from->body.at });
	if (f != NULL)
		put_error(m, to, from, f);
	emit(m, &r);
}

static void
damaged(
    struct mrt_reader *m, const struct mrt_record *from, const struct fault *f)
{
	whole_emit(m, from, mrt_record_kind(from, &m->arena), f);
}

static const char *
state_name(struct mrt_reader *m, unsigned state)
{
	const char *name = name_of(bgp_state_names, (int)state);
	char text[24] = "unknown_";

	if (name != NULL)
		return name;
	text_put_u32(text + 8, state);
	return arena_strndup(&m->arena, text, strlen(text));
}

static void
state_emit(struct mrt_reader *m, const struct mrt_record *from)
{
	struct mrt_session s;
	struct fault f;
	struct rec r;
	struct rec_message *to;

	if (!mrt_session_decode(from, &s, &f)) {
		damaged(m, from, &f);
		return;
	}
	to = message_begin(m, from, &r);
	PUT(to, message, protocol, "bgp");
	PUT(to, message, kind, "state_change");
	session_put(to, &s);
	PUT(to, message, old_state, state_name(m, s.old_state));
	PUT(to, message, new_state, state_name(m, s.new_state));
	if (rbuf_left(&s.rest) > 0) {
		fault(&f, s.rest.at, 0, "octets behind the states");
		PUT(to, message, data, bytes(s.rest));
		put_error(m, to, from, &f);
	}
	emit(m, &r);
}

static struct bgp_reading
reading_of(const struct mrt_reader *m, const struct mrt_session *s)
{
	static const uint32_t families[] = { FAMILY_IPV4_UNICAST,
		FAMILY_IPV6_UNICAST, FAMILY_IPV4_MULTICAST,
		FAMILY_IPV6_MULTICAST };
	struct bgp_reading how = reading_begin(m, s->as4);

	/* Older than RFC 8050, dumps do not say it. */
	if (!s->add_path || how.add_path_known)
		return how;
	how.add_path_known = true;
	how.codec.add_path_n = sizeof(families) / sizeof(families[0]);
	memcpy(how.codec.add_path, families, sizeof(families));
	return how;
}

static void
message_emit(struct mrt_reader *m, const struct mrt_record *from)
{
	struct bgp_reading how;
	struct mrt_session s;
	struct bgp_header h;
	struct fault f = { 0 };
	struct rec r;
	struct rec_message *to;

	if (!mrt_session_decode(from, &s, &f)) {
		damaged(m, from, &f);
		return;
	}
	how = reading_of(m, &s);
	to = message_begin(m, from, &r);
	session_put(to, &s);
	if (s.message_type != 0) {
		bgp_record_body(to, s.message_type, s.message, &how, &m->arena);
		emit(m, &r);
		return;
	}
	if (rbuf_left(&s.message) < BGP_HEADER_SIZE) {
		fault(&f, s.message.at, 0, "message is cut off");
		damaged(m, from, &f);
		return;
	}
	if (bgp_header_decode(s.message.at, true, &h, &f) &&
	    h.length != rbuf_left(&s.message))
		fault(&f, s.message.at + 16, BGP_ERR_LENGTH,
		    "message is not as long as its record");
	bgp_record_message(to, s.message, &f, &how, &m->arena);
	emit(m, &r);
}

/* ---- tables ---- */

/* Whose routes the entries behind it are. */
static void
peer_learn(struct mrt_reader *m, const struct mrt_peer *p)
{
	struct peer *to;

	m->peers = mem_grow(m->peers, &m->peers_room, m->peers_n, sizeof(*to));
	to = &m->peers[m->peers_n++];
	to->as = p->as;
	addr_format(&p->address, to->name);
}

/*
 * A table of places has the peers of the index, in their order, but it may
 * keep their addresses to itself: it is the index only where there is none.
 */
static void
peers_emit(struct mrt_reader *m, const struct mrt_record *from)
{
	struct mrt_peers p;
	struct mrt_peer one;
	struct fault f = { 0 };
	struct rec r;
	struct rec_message *to;
	bool learn;
	uint32_t n = 0;

	if (!mrt_peers_decode(from, &p, &f)) {
		damaged(m, from, &f);
		return;
	}
	learn = !p.geo || m->peers_n == 0;
	if (learn)
		m->peers_n = 0;
	to = message_begin(m, from, &r);
	PUT(to, message, protocol, "mrt");
	PUT(to, message, kind, p.geo ? "geo_peer_table" : "peer_index_table");
	PUT(to, message, length, from->length);
	PUT(to, message, router_id, addr_ip4(p.collector));
	to->peers.at = ARRAY(&m->arena, struct rec_mrt_peer, p.n);
	for (; n < p.n && mrt_peer_next(&p, &one); n++) {
		mrt_record_peer(&to->peers.at[n], &one, p.geo, &m->arena);
		if (learn)
			peer_learn(m, &one);
	}
	to->peers.n = n;
	MARK(to, message, peers);
	PUT(to, message, data, bytes(from->body));
	if (n < p.n)
		fault(&f, p.peers.at, 0, "peer index table is cut off");
	else if (rbuf_left(&p.peers) > 0)
		fault(&f, p.peers.at, 0, "peers are more than the table says");
	if (f.what != NULL)
		put_error(m, to, from, &f);
	emit(m, &r);
}

/* What is wrong with an entry, in *e; NULL when nothing is. */
static const struct rec_error *
entry_error(struct mrt_reader *m, const struct mrt_record *from,
    const struct bgp_error *error, bool has_peer, struct rec_error *e)
{
	if (error->treatment != BGP_FINE) {
		bgp_record_error(e, error,
		    from->body.end - from->length - MRT_HEADER_SIZE, &m->arena);
		return e;
	}
	if (has_peer)
		return NULL;
	e->has = 0;
	PUT(e, error, text, "peer is not in the peer index table");
	return e;
}

/* With the width that the dump's type says, or the other: some dumps lie. */
static void
entry_decode(struct rec_route *to, struct rbuf attributes,
    const struct bgp_reading *how, struct bgp_update *u)
{
	struct bgp_reading other = *how;

	bgp_entry_decode(attributes, how, u);
	if (u->error.attribute != BGP_AS_PATH || !how->as4_stated ||
	    !bgp_guess_is_other_width(attributes, how->codec.as4))
		return;
	other.codec.as4 = !how->codec.as4;
	bgp_entry_decode(attributes, &other, u);
	to->assumed.has = 0;
	PUT(&to->assumed, assumed, as4, other.codec.as4);
	MARK(to, route, assumed);
}

/* The attributes of one entry, decoded; what is wrong with them is in *u. */
static void
entry_read(struct mrt_reader *m, struct rec *r, struct rbuf attributes,
    const struct bgp_reading *how, struct bgp_update *u)
{
	struct rec_route *to = &r->route;
	struct rec_attributes a;

	entry_decode(to, attributes, how, u);
	bgp_record_merge(&u->attrs, &m->arena); /* of a 2-octet table */
	bgp_record_attributes(&a, &u->attrs, &u->refused, &m->arena);
	bgp_record_route(to, &a);
	if (u->reach.hop.addr.ip != ADDR_NONE)
		PUT(to, route, next_hop, u->reach.hop.addr);
	if (u->reach.hop.link_local.ip != ADDR_NONE)
		PUT(to, route, next_hop_link_local, u->reach.hop.link_local);
	to->written = NULL;
	if (m->entries != NULL && how->as4_known &&
	    u->error.treatment == BGP_FINE && !HAS(to, route, assumed))
		bgp_entry_keep(m->entries, attributes, r);
}

/* The attributes of one entry into the route, which has all else, and out. */
static void
route_emit(struct mrt_reader *m, struct rec *r, const struct mrt_record *from,
    struct rbuf attributes, const struct bgp_reading *how)
{
	struct rec_route *to = &r->route;
	uint64_t has = to->has;
	struct bgp_update u;
	struct rec_error e;

	u.error = (struct bgp_error){ .treatment = BGP_FINE };
	to->written = NULL;
	if (m->entries != NULL)
		to->written =
		    bgp_entry_find(m->entries, attributes, &how->codec);
	if (to->written == NULL)
		entry_read(m, r, attributes, how, &u);
	m->sink(m->ctx, r,
	    entry_error(m, from, &u.error, HAS(to, route, peer), &e));
	to->has = has;
	arena_reset(&m->arena);
}

static struct rec_route *
route_begin(struct rec *r, uint32_t family)
{
	*r = (struct rec){ .type = REC_ROUTE };
	PUT(&r->route, route, rib, RIB_ADJ_IN);
	PUT(&r->route, route, protocol, "bgp");
	PUT(&r->route, route, family, family);
	return &r->route;
}

static void
rib_emit(struct mrt_reader *m, const struct mrt_record *from)
{
	struct bgp_reading how = reading_begin(m, true);
	struct mrt_rib rib;
	struct mrt_entry e;
	struct fault f;
	struct rec r;
	struct rec_route *to;
	unsigned n = 0;

	if (!mrt_rib_decode(from, &rib, &f)) {
		damaged(m, from, &f);
		return;
	}
	how.codec.rib_entry = rib.family;
	to = route_begin(&r, rib.family);
	for (; n < rib.n && mrt_entry_next(&rib.entries, &rib, &e); n++) {
		bgp_record_destination(to, &rib.nlri, &m->arena);
		DROP(to, route, peer);
		DROP(to, route, peer_as);
		if (e.peer < m->peers_n) {
			PUT(to, route, peer, m->peers[e.peer].name);
			PUT(to, route, peer_as, m->peers[e.peer].as);
		}
		if (e.has_path_id)
			PUT(to, route, path_id, e.path_id);
		PUT(to, route, time, e.time_us);
		route_emit(m, &r, from, e.attributes, &how);
	}
	if (n < rib.n || rbuf_left(&rib.entries) > 0) {
		fault(&f, rib.entries.at, 0,
		    "entries are not as many as the record says");
		damaged(m, from, &f);
	}
}

static void
table_emit(struct mrt_reader *m, const struct mrt_record *from)
{
	struct bgp_reading how = reading_begin(m, false);
	char name[ADDR_TEXT];
	struct mrt_route t;
	struct fault f;
	struct rec r;
	struct rec_route *to;

	if (!mrt_route_decode(from, &t, &f)) {
		damaged(m, from, &f);
		return;
	}
	how.codec.rib_entry = t.family;
	to = route_begin(&r, t.family);
	addr_format(&t.entry.of.address, name);
	PUT(to, route, prefix, t.prefix);
	PUT(to, route, peer, name);
	PUT(to, route, peer_as, t.entry.of.as);
	PUT(to, route, time, t.entry.time_us);
	route_emit(m, &r, from, t.entry.attributes, &how);
	if (rbuf_left(&t.rest) > 0) {
		fault(&f, t.rest.at, 0, "octets behind the route");
		damaged(m, from, &f);
	}
}

void
mrt_reader_add(
    struct mrt_reader *m, const struct mrt_record *from, uint32_t number)
{
	m->number = number;
	switch (from->kind) {
	case MRT_OTHER:
		whole_emit(m, from, mrt_record_kind(from, &m->arena), NULL);
		break;
	case MRT_PEERS:
		peers_emit(m, from);
		break;
	case MRT_RIB:
		rib_emit(m, from);
		break;
	case MRT_ROUTE:
		table_emit(m, from);
		break;
	case MRT_MESSAGE:
		message_emit(m, from);
		break;
	case MRT_STATE:
		state_emit(m, from);
		break;
	}
}
