/* BGP messages as records. */
#include "message/bgp_records.h"

#include "base/utf8.h"
#include "message/bgp_guess.h"
#include "message/bgp_orf_records.h"
#include "message/bgp_record_parts.h"

/* ---- UPDATE ---- */

/* What is behind a fault among NLRI is kept as it stands. */
static void
put_nlri(struct rec_announce *to, struct rbuf nlri, uint32_t family,
    const struct bgp_codec *codec, struct arena *arena)
{
	struct bgp_nlri_iter it = bgp_nlri_walk(nlri, family, codec);
	struct bgp_nlri n = { 0 };
	size_t room = 0, used = 0;
	const uint8_t *at = nlri.at;

	bgp_nlri_check(it, &room, NULL);
	to->has = 0;
	PUT(to, announce, family, family);
	to->nlri.at = ARRAY(arena, struct rec_nlri, room + 1);
	for (; bgp_nlri_next(&it, &n, NULL); at = it.left.at)
		bgp_record_nlri(&to->nlri.at[used++], &n, arena);
	if (it.left.bad) {
		to->nlri.at[used].has = 0;
		PUT(&to->nlri.at[used], nlri, hex,
		    bytes(rbuf(at, (size_t)(nlri.end - at))));
		used++;
	}
	to->nlri.n = (uint32_t)used;
	MARK(to, announce, nlri);
}

static void
put_hop(struct rec_announce *to, const struct bgp_hop *hop)
{
	static const uint8_t zeros[sizeof(hop->rd.b)];

	if (hop->addr.ip != ADDR_NONE)
		PUT(to, announce, next_hop, hop->addr);
	if (hop->link_local.ip != ADDR_NONE)
		PUT(to, announce, next_hop_link_local, hop->link_local);
	if (hop->has_rd && memcmp(hop->rd.b, zeros, sizeof(zeros)) != 0)
		PUT(to, announce, next_hop_rd, hop->rd);
}

static void
put_announce(struct rec_message *m, const struct bgp_update *u,
    const struct bgp_codec *codec, struct arena *arena)
{
	struct rec_announce *to = ARRAY(arena, struct rec_announce, 2);
	uint32_t n = 0;

	if (rbuf_left(&u->nlri) > 0) {
		put_nlri(to, u->nlri, FAMILY_IPV4_UNICAST, codec, arena);
		if (bgp_has(&u->attrs, BGP_NEXT_HOP)) {
			PUT(to, announce, next_hop, u->attrs.next_hop);
			DROP(&m->attributes, attributes, next_hop);
		}
		n++;
	}
	if (u->reach.present) {
		put_nlri(to + n, u->reach.nlri, u->reach.family, codec, arena);
		put_hop(to + n, &u->reach.hop);
		n++;
	}
	m->announce.n = n;
	m->announce.at = to;
	MARK(m, message, announce);
}

static void
put_withdraw(struct rec_message *m, const struct bgp_update *u,
    const struct bgp_codec *codec, struct arena *arena)
{
	struct rec_announce *to = ARRAY(arena, struct rec_announce, 2);
	uint32_t n = 0;

	if (rbuf_left(&u->withdrawn) > 0)
		put_nlri(
		    to + n++, u->withdrawn, FAMILY_IPV4_UNICAST, codec, arena);
	if (u->unreach.present)
		put_nlri(
		    to + n++, u->unreach.nlri, u->unreach.family, codec, arena);
	m->withdraw.n = n;
	m->withdraw.at = to;
	MARK(m, message, withdraw);
}

static struct rbuf
attributes_of(struct rbuf body)
{
	get_bytes(&body, get_u16(&body));
	return get_sub(&body, get_u16(&body));
}

static bool
has_confederation(const struct bgp_attrs *a)
{
	struct bgp_as_path path = a->as_path;
	struct bgp_segment s;

	while (bgp_has(a, BGP_AS_PATH) && bgp_segment_next(&path, &s))
		if (s.type > BGP_AS_SEQUENCE)
			return true;
	return false;
}

/*
 * Two member ASes of a confederation look like external neighbours by their
 * OPENs, but tell each other what internal ones do (RFC 5065 4, 5.2).
 */
static void
session_check(struct rbuf body, struct bgp_codec *codec, struct bgp_update *u)
{
	if (codec->session != BGP_EXTERNAL || u->error.treatment == BGP_FINE ||
	    !has_confederation(&u->attrs))
		return;
	codec->session = BGP_UNKNOWN_SESSION;
	bgp_update_decode(body, codec, u);
}

/* Whether path ids were found that nothing had told of. */
static bool
path_ids_read(struct rbuf body, const struct bgp_reading *how,
    struct bgp_codec *codec, struct bgp_update *u)
{
	if (!how->add_path_known)
		return bgp_guess_add_path(body, codec, u);
	bgp_update_decode(body, codec, u);
	return false;
}

/* Decodes it as the session says, or as the bytes do; notes what is assumed. */
static void
update_read(struct rec_message *m, struct rbuf body,
    const struct bgp_reading *how, struct bgp_codec *codec,
    struct bgp_update *u)
{
	enum bgp_width width = BGP_WIDTH_ANY;
	bool found;

	*codec = how->codec;
	if (!how->as4_known)
		width = bgp_guess_width(attributes_of(body));
	if (width != BGP_WIDTH_ANY)
		codec->as4 = width == BGP_WIDTH_4;
	found = path_ids_read(body, how, codec, u);
	if (how->as4_stated && u->error.treatment != BGP_FINE &&
	    bgp_guess_is_other_width(attributes_of(body), codec->as4)) {
		width = codec->as4 ? BGP_WIDTH_2 : BGP_WIDTH_4;
		*codec = how->codec;
		codec->as4 = width == BGP_WIDTH_4;
		found = path_ids_read(body, how, codec, u);
	}
	if (width != BGP_WIDTH_ANY)
		PUT(&m->assumed, assumed, as4, codec->as4);
	if (found)
		PUT(&m->assumed, assumed, add_path, true);
	session_check(body, codec, u);
}

static bool
put_update(struct rec_message *m, struct rbuf body, const uint8_t *from,
    const struct bgp_reading *how, struct arena *arena)
{
	struct bgp_codec codec;
	struct bgp_update u;
	uint32_t family;
	bool told;

	update_read(m, body, how, &codec, &u);
	told = bgp_raw_update(m, &u, &codec, arena);
	bgp_record_attributes(&m->attributes, &u.attrs, &u.refused, arena);
	bgp_record_merged(m, &u.attrs, arena);
	put_announce(m, &u, &codec, arena);
	if (bgp_update_is_end_of_rib(&u, &family)) {
		m->end_of_rib.n = 1;
		m->end_of_rib.at = ARRAY(arena, uint32_t, 1);
		m->end_of_rib.at[0] = family;
		MARK(m, message, end_of_rib);
		u.unreach.present = false; /* that is all it says */
	}
	put_withdraw(m, &u, &codec, arena);
	if (m->attributes.has != 0)
		MARK(m, message, attributes);
	if (u.error.treatment == BGP_FINE)
		return told;
	bgp_record_error(&m->error, &u.error, from, arena);
	MARK(m, message, error);
	if (u.error.treatment != BGP_SESSION_RESET)
		return false;
	PUT(m, message, data, bytes(body));
	return true;
}

enum bgp_treatment
bgp_entry_decode(
    struct rbuf attributes, const struct bgp_reading *how, struct bgp_update *u)
{
	struct bgp_codec codec = how->codec;

	if (!how->as4_known)
		codec.as4 = bgp_guess_width(attributes) != BGP_WIDTH_2;
	*u = (struct bgp_update){ 0 };
	return bgp_attrs_decode(attributes, &codec, u);
}

/* ---- the others ---- */

static bool
put_open(struct rec_message *m, struct rbuf body, const uint8_t *from,
    struct arena *arena)
{
	struct bgp_error e = { 0 };
	struct bgp_open o;
	bool fine = bgp_open_decode(body, &o, &e.fault);
	struct bgp_capability_iter it = bgp_open_capabilities(&o), count = it;
	struct bgp_capability c;
	uint32_t n = 0;

	PUT(m, message, version, o.version);
	PUT(m, message, as, o.as);
	PUT(m, message, hold_time, o.hold_time);
	PUT(m, message, router_id, addr_ip4(o.id));
	while (bgp_capability_next(&count, &c))
		n++;
	m->capabilities.n = n;
	m->capabilities.at = ARRAY(arena, struct rec_capability, n);
	for (uint32_t i = 0; i < n && bgp_capability_next(&it, &c); i++)
		bgp_record_capability(&m->capabilities.at[i], &c, arena);
	MARK(m, message, capabilities);
	if (fine)
		return bgp_raw_open(m, body, arena);
	e.clause = "RFC 4271 6.2";
	e.treatment = BGP_SESSION_RESET;
	bgp_record_error(&m->error, &e, from, arena);
	MARK(m, message, error);
	PUT(m, message, data, bytes(body));
	return true;
}

/* RFC 8538 3.1: another is in it. */
static void
put_hard_reset(struct rec_message *m, struct rbuf data)
{
	struct bgp_notification inner;

	if (!bgp_notification_decode(data, &inner, NULL))
		return;
	PUT(&m->hard_reset, notification, code, inner.code);
	PUT(&m->hard_reset, notification, subcode, inner.subcode);
	PUT(&m->hard_reset, notification, name,
	    bgp_error_name(inner.code, inner.subcode));
	MARK(m, message, hard_reset);
}

/* RFC 9003 2: UTF-8. What is none, and NUL, is U+FFFD; `data` has it all. */
static const char *
text_of(struct rbuf r, struct arena *arena)
{
	const char *at = (const char *)r.at, *end = at + rbuf_left(&r);
	char *text = arena_alloc(arena, 3 * rbuf_left(&r) + 1), *to = text;

	while (at < end) {
		unsigned n = utf8_len(at, (size_t)(end - at));

		if (n == 0 || *at == '\0') {
			to = stpcpy(to, "\xef\xbf\xbd");
			at++;
			continue;
		}
		memcpy(to, at, n);
		to += n;
		at += n;
	}
	*to = '\0';
	return text;
}

static void
put_notification(struct rec_message *m, struct rbuf body, struct arena *arena)
{
	struct bgp_notification n;
	struct rbuf text;

	bgp_notification_decode(body, &n, NULL);
	PUT(m, message, code, n.code);
	PUT(m, message, subcode, n.subcode);
	PUT(m, message, name, bgp_error_name(n.code, n.subcode));
	if (rbuf_left(&n.data) > 0)
		PUT(m, message, data, bytes(n.data));
	if (BGP_ERROR(n.code, n.subcode) == BGP_CEASE_HARD_RESET)
		put_hard_reset(m, n.data);
	text = bgp_notification_text(&n);
	if (rbuf_left(&text) > 0)
		PUT(m, message, text, text_of(text, arena));
}

static bool
put_refresh(struct rec_message *m, struct rbuf body, const uint8_t *from,
    struct arena *arena)
{
	struct bgp_error e = { .treatment = BGP_SESSION_RESET,
		.clause = "RFC 7313 5" };
	struct bgp_refresh refresh;

	if (!bgp_refresh_decode(body, &refresh, &e.fault)) {
		bgp_record_error(&m->error, &e, from, arena);
		MARK(m, message, error);
	}
	PUT(m, message, family, refresh.family);
	PUT(m, message, subtype, refresh.subtype);
	if (rbuf_left(&refresh.orf) > 0 &&
	    (HAS(m, message, error) || !bgp_record_orfs(m, refresh.orf, arena)))
		PUT(m, message, data, bytes(refresh.orf));
	return !HAS(m, message, error);
}

/* Whether the record says all that there is to the message. */
static bool
put_body(struct rec_message *m, uint8_t type, struct rbuf body,
    const uint8_t *from, const struct bgp_reading *how, struct arena *arena)
{
	bool told = true;

	PUT(m, message, kind, bgp_record_name(bgp_type_names, type, arena));
	switch (type) {
	case BGP_OPEN:
		told = put_open(m, body, from, arena);
		break;
	case BGP_UPDATE:
		told = put_update(m, body, from, how, arena);
		break;
	case BGP_NOTIFICATION:
		put_notification(m, body, arena);
		break;
	case BGP_ROUTE_REFRESH:
		told = put_refresh(m, body, from, arena);
		break;
	case BGP_KEEPALIVE:
		break;
	default: /* what came over the wire is no enum of ours */
		PUT(m, message, data, bytes(body));
		break;
	}
	if (m->assumed.has != 0)
		MARK(m, message, assumed);
	if (m->raw.has != 0)
		MARK(m, message, raw);
	return told;
}

static void
put_raw(struct rec_message *m, struct rbuf message)
{
	PUT(&m->raw, raw, message, bytes(message));
	MARK(m, message, raw);
}

/* A body with the header that it had. */
static struct rbuf
message_of(enum bgp_type type, struct rbuf body, struct arena *arena)
{
	size_t room = BGP_HEADER_SIZE + rbuf_left(&body);
	struct wbuf w = wbuf(arena_alloc(arena, room), room);
	uint8_t *start = bgp_message_begin(&w, type);

	put_bytes(&w, body.at, rbuf_left(&body));
	bgp_message_end(&w, start);
	return rbuf(w.start, wbuf_used(&w));
}

void
bgp_record_body(struct rec_message *m, enum bgp_type type, struct rbuf body,
    const struct bgp_reading *how, struct arena *arena)
{
	PUT(m, message, protocol, "bgp");
	if (!put_body(m, (uint8_t)type, body, body.at, how, arena))
		put_raw(m, message_of(type, body, arena));
}

/* RFC 8654: nobody knows whether they agreed to it, but they do it. */
static bool
length_check(struct rec_message *m, size_t n, const uint8_t *from,
    const struct bgp_reading *how, struct arena *arena)
{
	struct bgp_error e = { .treatment = BGP_SESSION_RESET,
		.clause = "RFC 4271 6.1" };

	if (n <= BGP_MAX_SIZE || how->codec.extended)
		return true;
	if (!how->extended_known) {
		PUT(&m->assumed, assumed, extended, true);
		MARK(m, message, assumed);
		return true;
	}
	fault(&e.fault, from + 16, BGP_ERR_LENGTH, "message is too long");
	bgp_record_error(&m->error, &e, from, arena);
	MARK(m, message, error);
	return false;
}

void
bgp_record_message(struct rec_message *m, struct rbuf message,
    const struct fault *header, const struct bgp_reading *how,
    struct arena *arena)
{
	struct rbuf body = message;
	const uint8_t *p = get_bytes(&body, BGP_HEADER_SIZE);

	PUT(m, message, protocol, "bgp");
	PUT(m, message, length, (uint32_t)rbuf_left(&message));
	if (header->what == NULL) {
		bool told = put_body(m, p[18], body, p, how, arena);

		if (!length_check(m, rbuf_left(&message), p, how, arena) ||
		    !told)
			put_raw(m, message);
		return;
	}
	PUT(m, message, kind, bgp_record_name(bgp_type_names, p[18], arena));
	PUT(m, message, data, bytes(body));
	put_raw(m, message);
	bgp_record_error(&m->error,
	    &(struct bgp_error){ .fault = *header,
		.treatment = BGP_SESSION_RESET,
		.clause = "RFC 4271 6.1" },
	    p, arena);
	MARK(m, message, error);
}
