/* BGP messages from records. */
#include "message/bgp_encode_parts.h"
#include "message/bgp_orf_records.h"

#include <stdio.h>

#include "base/obuf.h"
#include "message/bgp_records.h"

/* ---- refusing ---- */

bool
bgp_encode_refuse(struct rec_fault *f, const char *key, const char *text)
{
	if (f == NULL)
		return false;
	f->line = 0;
	snprintf(f->key, sizeof(f->key), "%s", key);
	snprintf(f->text, sizeof(f->text), "%s", text);
	return false;
}

bool
bgp_encode_inside(struct rec_fault *f, const char *outer, uint32_t i)
{
	char key[sizeof(f->key)], index[16] = "";

	if (f == NULL)
		return false;
	if (i != UINT32_MAX)
		snprintf(index, sizeof(index), "[%u]", i);
	memcpy(key, f->key, sizeof(key));
	snprintf(f->key, sizeof(f->key), "%s%s%s%.60s", outer, index,
	    *key != '\0' && *key != '[' ? "." : "", key);
	return false;
}

/* ---- what the hints say ---- */

bool
bgp_message_is_as4(const struct rec_message *m)
{
	if (HAS(m, message, raw) && HAS(&m->raw, raw, as4))
		return m->raw.as4;
	return !HAS(&m->assumed, assumed, as4) || m->assumed.as4;
}

static struct rbuf
layout_of(const struct rec_message *m)
{
	if (HAS(m, message, raw) && HAS(&m->raw, raw, layout))
		return rbuf(m->raw.layout.at, m->raw.layout.n);
	return (struct rbuf){ 0 };
}

static void
path_ids_note(
    struct bgp_codec *codec, const struct rec_announce *at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (at[i].nlri.n > 0 && HAS(at[i].nlri.at, nlri, path_id) &&
		    codec->add_path_n < BGP_MAX_FAMILIES)
			codec->add_path[codec->add_path_n++] = at[i].family;
}

/* What of a message is its own; not when, where and how it was seen. */
static void
content_of(struct rec *to, const struct rec_message *m, struct obuf *text)
{
#define BIT(member) (UINT64_C(1) << AT_message_##member)
	const uint64_t around = BIT(time) | BIT(frame) | BIT(src) | BIT(sport) |
				BIT(dst) | BIT(dport) | BIT(peer_as) |
				BIT(local_as) | BIT(length) | BIT(assumed) |
				BIT(raw);
#undef BIT

	*to = (struct rec){ .type = REC_MESSAGE };
	to->message = *m;
	to->message.has &= ~around;
	rec_write(text, to);
}

/* Whether these octets still are what the rest of the record says. */
static bool
raw_holds(const struct rec_message *m, struct arena *arena)
{
	struct bgp_reading how = { .codec = { .as4 = bgp_message_is_as4(m),
				       .extended = true },
		.as4_known = true,
		.add_path_known = true,
		.extended_known = true };
	struct rbuf octets = rbuf(m->raw.message.at, m->raw.message.n);
	struct obuf said = { 0 }, is = { 0 };
	struct rec_message back = { 0 };
	struct bgp_header h;
	struct rec r;
	bool holds = false;

	if (rbuf_left(&octets) < BGP_HEADER_SIZE ||
	    !bgp_header_decode(octets.at, true, &h, NULL) ||
	    h.length != rbuf_left(&octets))
		return false;
	path_ids_note(&how.codec, m->announce.at, m->announce.n);
	path_ids_note(&how.codec, m->withdraw.at, m->withdraw.n);
	bgp_record_message(&back, octets, &(struct fault){ 0 }, &how, arena);
	content_of(&r, m, &said);
	content_of(&r, &back, &is);
	holds = obuf_left(&said) == obuf_left(&is) &&
		memcmp(obuf_at(&said), obuf_at(&is), obuf_left(&is)) == 0;
	obuf_fini(&said);
	obuf_fini(&is);
	return holds;
}

/* ---- UPDATE ---- */

/* The fields of the body, and what is in MP_REACH and MP_UNREACH. */
struct update {
	const struct rec_announce *nlri, *withdrawn;
	struct bgp_encode_from from;
	struct rec_announce end; /* of a RIB */
};

/* IPv4 unicast stands in the body, unless the layout or an address says no. */
static bool
is_of_body(const struct rec_announce *a, bool last, bool in_layout)
{
	return a->family == FAMILY_IPV4_UNICAST && !(last && in_layout) &&
	       !(HAS(a, announce, next_hop) && a->next_hop.ip == ADDR_IP6);
}

static bool
sort_out(const struct rec_announce *at, uint32_t n, bool in_layout,
    const struct rec_announce **body, const struct rec_announce **other,
    struct rec_fault *f)
{
	for (uint32_t i = 0; i < n; i++) {
		bool of_body = is_of_body(&at[i], i + 1 == n, in_layout);
		const struct rec_announce **to = of_body ? body : other;

		if (*to != NULL) {
			bgp_encode_refuse(f, "",
			    "a message has room for one family beside "
			    "ipv4_unicast");
			return bgp_encode_inside(f, "", i);
		}
		*to = &at[i];
	}
	return true;
}

/* RFC 4724 2: an UPDATE of nothing, or of an empty MP_UNREACH_NLRI. */
static bool
end_of_rib(struct update *u, const struct rec_message *m, bool in_layout,
    struct rec_fault *f)
{
	if (!HAS(m, message, end_of_rib) || m->end_of_rib.n == 0)
		return true;
	if (m->end_of_rib.n > 1 || m->announce.n > 0 || m->withdraw.n > 0)
		return bgp_encode_refuse(f, "end_of_rib",
		    "a message that says it of one family says no more");
	if (m->end_of_rib.at[0] == FAMILY_IPV4_UNICAST && !in_layout)
		return true;
	PUT(&u->end, announce, family, m->end_of_rib.at[0]);
	u->from.unreach = &u->end;
	return true;
}

static bool
mandatory_check(const struct update *u, struct rec_fault *f)
{
	const struct rec_attributes *a = u->from.attributes;

	if (u->nlri == NULL && u->from.reach == NULL)
		return true;
	if (!HAS(a, attributes, origin))
		return bgp_encode_refuse(
		    f, "attributes.origin", "it is missing");
	if (!HAS(a, attributes, as_path))
		return bgp_encode_refuse(
		    f, "attributes.as_path", "it is missing");
	if (u->nlri != NULL && u->from.next_hop == NULL)
		return bgp_encode_refuse(
		    f, "announce", "next_hop is missing for ipv4_unicast");
	return true;
}

static bool
update_prepare(
    struct update *u, const struct rec_message *m, struct rec_fault *f)
{
	struct rbuf layout = layout_of(m);
	bool reach = bgp_layout_has(layout, BGP_MP_REACH);
	bool unreach = bgp_layout_has(layout, BGP_MP_UNREACH);

	*u = (struct update){ .from = { .message = m,
				  .attributes = &m->attributes,
				  .as4 = bgp_message_is_as4(m) } };
	if (!sort_out(m->announce.at, m->announce.n, reach, &u->nlri,
		&u->from.reach, f))
		return bgp_encode_inside(f, "announce", UINT32_MAX);
	if (!sort_out(m->withdraw.at, m->withdraw.n, unreach, &u->withdrawn,
		&u->from.unreach, f))
		return bgp_encode_inside(f, "withdraw", UINT32_MAX);
	if (u->nlri != NULL && HAS(u->nlri, announce, next_hop))
		u->from.next_hop = &u->nlri->next_hop;
	else if (HAS(&m->attributes, attributes, next_hop))
		u->from.next_hop = &m->attributes.next_hop;
	return end_of_rib(u, m, unreach, f) && mandatory_check(u, f);
}

/* NLRI of the body; `list` is where they stand in the record. */
static bool
put_body_nlri(struct wbuf *w, const struct rec_announce *a,
    const struct rec_announce *list, const char *key, struct rec_fault *f)
{
	return a == NULL || bgp_encode_nlri_list(w, a, f) ||
	       bgp_encode_inside(f, key, (uint32_t)(a - list));
}

static bool
put_update(struct wbuf *w, const struct rec_message *m, struct arena *arena,
    struct rec_fault *f)
{
	struct update u;
	uint8_t *length;

	if (!update_prepare(&u, m, f))
		return false;
	length = put_len(w, 2);
	if (!put_body_nlri(w, u.withdrawn, m->withdraw.at, "withdraw", f))
		return false;
	end_len(w, length, 2);
	length = put_len(w, 2);
	if (!bgp_encode_attributes(w, &u.from, layout_of(m), arena, f))
		return false;
	end_len(w, length, 2);
	return put_body_nlri(w, u.nlri, m->announce.at, "announce", f);
}

/* ---- the others ---- */

static bool
need(const struct rec_message *m, unsigned key, struct rec_fault *f)
{
	return m->has >> key & 1 ||
	       bgp_encode_refuse(f, rec_objects[REC_MESSAGE].fields[key].name,
		   "it is missing");
}

/* All capabilities in one parameter; a long one in the form of RFC 9072. */
static struct rbuf
params_put(uint8_t *room, size_t size, const struct rec_message *m,
    bool *extended, struct rec_fault *f)
{
	enum { HEAD = 3, PARAM_CAPABILITIES = 2 };
	struct wbuf caps = wbuf(room + HEAD, size - HEAD);
	size_t n;
	uint8_t *head;

	for (uint32_t i = 0; i < m->capabilities.n; i++)
		if (!bgp_encode_capability(&caps, &m->capabilities.at[i], f)) {
			bgp_encode_inside(f, "capabilities", i);
			return (struct rbuf){ .bad = true };
		}
	n = wbuf_used(&caps);
	if (n == 0)
		return (struct rbuf){ 0 };
	*extended = n + 2 > UINT8_MAX;
	head = *extended ? room : room + 1;
	head[0] = PARAM_CAPABILITIES;
	head[1] = (uint8_t)(*extended ? n >> 8 : n);
	if (*extended)
		head[2] = (uint8_t)n;
	return rbuf(head, (size_t)(caps.at - head));
}

static bool
put_open(struct wbuf *w, const struct rec_message *m, struct arena *arena,
    struct rec_fault *f)
{
	struct bgp_open o = {
		.version = HAS(m, message, version) ? (uint8_t)m->version
						    : BGP_VERSION,
		.as = m->as,
		.hold_time = (uint16_t)m->hold_time,
	};

	if (!need(m, AT_message_as, f) || !need(m, AT_message_hold_time, f) ||
	    !need(m, AT_message_router_id, f))
		return false;
	if (m->router_id.ip != ADDR_IP4)
		return bgp_encode_refuse(
		    f, "router_id", "it is not an IPv4 address");
	o.id = addr_u32(&m->router_id);
	o.params = params_put(
	    arena_alloc(arena, BGP_MAX_SIZE), BGP_MAX_SIZE, m, &o.extended, f);
	return !o.params.bad && (bgp_open_encode(w, &o) || true);
}

static bool
put_notification(
    struct wbuf *w, const struct rec_message *m, struct rec_fault *f)
{
	size_t n = HAS(m, message, text) ? strlen(m->text) : 0;

	if (!need(m, AT_message_code, f))
		return false;
	put_u8(w, m->code);
	put_u8(w, HAS(m, message, subcode) ? m->subcode : 0);
	if (HAS(m, message, data)) {
		put_bytes(w, m->data.at, m->data.n);
	} else if (n > 0) { /* RFC 9003 2 */
		put_u8(w, n);
		put_bytes(w, m->text, n);
	}
	return true;
}

static bool
put_refresh(struct wbuf *w, const struct rec_message *m, struct rec_fault *f)
{
	if (!need(m, AT_message_family, f))
		return false;
	put_u16(w, FAMILY_AFI(m->family));
	put_u8(w, HAS(m, message, subtype) ? m->subtype : 0);
	put_u8(w, FAMILY_SAFI(m->family));
	if (!HAS(m, message, data))
		return bgp_encode_orfs(w, m, f);
	put_bytes(w, m->data.at, m->data.n);
	return true;
}

static bool
put_body(struct wbuf *w, enum bgp_type type, const struct rec_message *m,
    struct arena *arena, struct rec_fault *f)
{
	/* What is wrong has no form of its own; its octets may be there. */
	if (HAS(m, message, error) && HAS(m, message, data) &&
	    (type == BGP_OPEN || type == BGP_UPDATE)) {
		put_bytes(w, m->data.at, m->data.n);
		return true;
	}
	if (HAS(m, message, error))
		return bgp_encode_refuse(f, "error",
		    "a malformed message is written as raw.message says, "
		    "which is missing");
	switch (type) {
	case BGP_UPDATE:
		return put_update(w, m, arena, f);
	case BGP_NOTIFICATION:
		return put_notification(w, m, f);
	case BGP_ROUTE_REFRESH:
		return put_refresh(w, m, f);
	case BGP_OPEN: /* written whole */
	case BGP_KEEPALIVE:
		break;
	}
	return true;
}

static bool
type_of(const struct rec_message *m, enum bgp_type *type, struct rec_fault *f)
{
	int value;

	if (strcmp(m->protocol, "bgp") != 0)
		return bgp_encode_refuse(f, "protocol", "it is not bgp");
	if (!name_find(bgp_type_names, m->kind, strlen(m->kind), &value))
		return bgp_encode_refuse(f, "kind", "it is no BGP message");
	*type = (enum bgp_type)value;
	return true;
}

static bool
usual_encode(struct wbuf *w, const struct rec_message *m, struct arena *arena,
    struct rec_fault *f)
{
	enum bgp_type type;
	uint8_t *start;

	if (!type_of(m, &type, f))
		return false;
	if (type == BGP_OPEN && !HAS(m, message, error)) {
		if (!put_open(w, m, arena, f))
			return false;
	} else {
		start = bgp_message_begin(w, type);
		if (!put_body(w, type, m, arena, f))
			return false;
		bgp_message_end(w, start);
	}
	return !w->bad || bgp_encode_refuse(f, "",
			      "the message is longer than a message can be");
}

bool
bgp_encode_message(struct wbuf *w, const struct rec_message *m,
    struct arena *arena, struct rec_fault *f)
{
	struct wbuf one = wbuf(w->at, (size_t)(w->end - w->at));

	if (HAS(m, message, raw) && HAS(&m->raw, raw, message) &&
	    (HAS(m, message, error) || raw_holds(m, arena)))
		put_bytes(&one, m->raw.message.at, m->raw.message.n);
	else if (!usual_encode(&one, m, arena, f))
		return false;
	w->at = one.at;
	return true;
}

/* ---- routes ---- */

bool
bgp_encode_entry(struct wbuf *w, const struct rec_route *r, struct arena *arena,
    struct rec_fault *f)
{
	struct rec_attributes a;
	struct rec_announce reach = { 0 };
	struct bgp_encode_from from = { .attributes = &a, .as4 = true };
	bool plain = FAMILY_AFI(r->family) == 1 && FAMILY_SAFI(r->family) < 3 &&
		     r->next_hop.ip != ADDR_IP6;

	bgp_route_attributes(&a, r);
	PUT(&reach, announce, family, r->family);
	if (HAS(r, route, next_hop))
		PUT(&reach, announce, next_hop, r->next_hop);
	if (HAS(r, route, next_hop_link_local))
		PUT(&reach, announce, next_hop_link_local,
		    r->next_hop_link_local);
	if (plain && HAS(r, route, next_hop))
		from.next_hop = &r->next_hop;
	else if (!plain)
		from.reach = &reach;
	return bgp_encode_attributes(w, &from, (struct rbuf){ 0 }, arena, f);
}
