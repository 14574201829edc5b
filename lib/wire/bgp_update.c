/* UPDATE messages (RFC 4271 4.3), errors as in RFC 7606. */
#include "wire/bgp.h"
#include "wire/bgp_attr.h"
#include "wire/bgp_evpn.h"

/* A field of the body that says its own length. */
static struct rbuf
field_take(struct rbuf *r, struct bgp_update *u)
{
	const uint8_t *at = r->at;
	struct rbuf field = get_sub(r, get_u16(r));
	struct bgp_error e = {
		.treatment = BGP_SESSION_RESET,
		.clause = "RFC 7606 3 (b)",
	};

	if (field.bad) {
		fault(&e.fault, at, BGP_ERR_ATTRIBUTES,
		    "length runs past the end of the message");
		bgp_error_note(u, &e);
	}
	return field;
}

/* RFC 7606 5.3 */
static void
prefixes_check(
    struct rbuf nlri, const struct bgp_codec *codec, struct bgp_update *u)
{
	struct bgp_error e = {
		.treatment = BGP_SESSION_RESET,
		.clause = "RFC 7606 5.3",
	};

	if (!bgp_nlri_check(bgp_nlri_walk(nlri, FAMILY_IPV4_UNICAST, codec),
		NULL, &e.fault))
		bgp_error_note(u, &e);
}

static void
note_missing(struct bgp_update *u, uint8_t code)
{
	static const uint8_t codes[] = { 0, BGP_ORIGIN, BGP_AS_PATH,
		BGP_NEXT_HOP, BGP_MED, BGP_LOCAL_PREF };
	struct bgp_error e = {
		.treatment = BGP_TREAT_AS_WITHDRAW,
		.attribute = code,
		.clause = "RFC 7606 3 (d)",
		.data = rbuf(&codes[code], 1),
	};

	if (bgp_has(&u->attrs, code))
		return;
	fault(&e.fault, u->attributes.at, BGP_ERR_MISSING,
	    "mandatory attribute is missing");
	bgp_error_note(u, &e);
}

/*
 * RFC 4271 6.3: some host's address. Only asked where it is used: beside
 * MP_REACH alone the attribute means nothing (RFC 4760 3).
 */
static void
next_hop_check(struct bgp_update *u, const struct bgp_codec *codec)
{
	const struct addr *a = &u->attrs.next_hop;
	struct bgp_error e = {
		.treatment = BGP_TREAT_AS_WITHDRAW,
		.attribute = BGP_NEXT_HOP,
		.clause = "RFC 7606 3 (e)",
	};
	struct rbuf r = u->attributes;
	struct bgp_attr attr;

	if (!bgp_has(&u->attrs, BGP_NEXT_HOP) ||
	    (!addr_is_unspecified(a) && a->b[0] < 224) ||
	    (addr_is_unspecified(a) && codec->own_table))
		return;
	while (bgp_attr_next(&r, &attr) && attr.code != BGP_NEXT_HOP)
		;
	e.data = attr.whole;
	fault(&e.fault, attr.value.at, BGP_ERR_NEXT_HOP,
	    "next hop is no host's address");
	bgp_error_note(u, &e);
}

static void
mandatory_check(struct bgp_update *u, const struct bgp_codec *codec)
{
	bool plain = rbuf_left(&u->nlri) > 0;

	if (!plain && !u->reach.present)
		return;
	note_missing(u, BGP_ORIGIN);
	if (!codec->own_table)
		note_missing(u, BGP_AS_PATH);
	if (plain) {
		note_missing(u, BGP_NEXT_HOP);
		next_hop_check(u, codec);
	}
	if (codec->session == BGP_INTERNAL)
		note_missing(u, BGP_LOCAL_PREF);
}

/* RFC 9136 3.2: a segment or a gateway says where a prefix is, not both. */
static void
overlay_check(struct bgp_update *u, const struct bgp_codec *codec)
{
	static const uint8_t none[sizeof(((struct bgp_evpn *)0)->esi)];
	struct bgp_error e = {
		.treatment = BGP_TREAT_AS_WITHDRAW,
		.attribute = BGP_MP_REACH,
		.clause = "RFC 9136 3.2",
	};
	struct bgp_nlri_iter it;
	struct bgp_evpn route;
	struct bgp_nlri n;

	if (!u->reach.present || u->reach.family != FAMILY_L2VPN_EVPN)
		return;
	it = bgp_nlri_walk(u->reach.nlri, u->reach.family, codec);
	while (bgp_nlri_next(&it, &n, NULL)) {
		if (!bgp_evpn_decode(n.raw, &route, NULL) ||
		    route.type != BGP_EVPN_PREFIX ||
		    addr_is_unspecified(&route.ip) ||
		    memcmp(route.esi, none, sizeof(none)) == 0)
			continue;
		fault(&e.fault, n.raw.at, BGP_ERR_OPTIONAL,
		    "prefix with both a segment and a gateway");
		bgp_error_note(u, &e);
		return;
	}
}

/*
 * RFC 7606 5.2: attributes that announce nothing may have lost their MP_REACH
 * to the very error; withdrawing nothing would not make up for it.
 */
static void
lost_reach_check(struct bgp_update *u)
{
	bool only_unreach = u->attrs.has == UINT64_C(1) << BGP_MP_UNREACH &&
			    u->error.attribute == BGP_MP_UNREACH;

	if (u->error.treatment != BGP_TREAT_AS_WITHDRAW || only_unreach ||
	    rbuf_left(&u->nlri) > 0 || rbuf_left(&u->reach.nlri) > 0)
		return;
	u->error.treatment = BGP_SESSION_RESET;
	u->error.clause = "RFC 7606 5.2";
}

enum bgp_treatment
bgp_update_decode(
    struct rbuf body, const struct bgp_codec *codec, struct bgp_update *u)
{
	struct rbuf r = body;
	struct rbuf attributes;

	*u = (struct bgp_update){ 0 };
	u->withdrawn = field_take(&r, u);
	attributes = field_take(&r, u);
	u->nlri = r;
	prefixes_check(u->withdrawn, codec, u);
	prefixes_check(u->nlri, codec, u);
	bgp_attrs_decode(attributes, codec, u);
	mandatory_check(u, codec);
	overlay_check(u, codec);
	lost_reach_check(u);
	return u->error.treatment;
}

bool
bgp_update_is_end_of_rib(const struct bgp_update *u, uint32_t *family)
{
	if (u->error.treatment != BGP_FINE || rbuf_left(&u->withdrawn) > 0 ||
	    rbuf_left(&u->nlri) > 0 || u->reach.present)
		return false;
	if (rbuf_left(&u->attributes) == 0) {
		*family = FAMILY_IPV4_UNICAST;
		return true;
	}
	*family = u->unreach.family;
	return u->unreach.present && rbuf_left(&u->unreach.nlri) == 0 &&
	       u->attrs.has == UINT64_C(1) << BGP_MP_UNREACH;
}
