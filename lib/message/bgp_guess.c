/* What the OPENs would have said, from the bytes of one UPDATE. */
#include "message/bgp_guess.h"

static bool
path_fits(struct rbuf value, uint8_t width)
{
	struct bgp_as_path path = { value, width };

	return bgp_as_path_check(path, NULL) && !bgp_as_path_has(path, 0);
}

enum bgp_width
bgp_guess_width(struct rbuf attributes)
{
	enum bgp_width width = BGP_WIDTH_ANY;
	struct bgp_attr a;

	while (bgp_attr_next(&attributes, &a)) {
		if (a.code == BGP_AGGREGATOR && rbuf_left(&a.value) == 6)
			width = BGP_WIDTH_2;
		if (a.code == BGP_AGGREGATOR && rbuf_left(&a.value) == 8)
			width = BGP_WIDTH_4;
		if (a.code != BGP_AS_PATH || rbuf_left(&a.value) == 0)
			continue;
		if (path_fits(a.value, 4))
			return BGP_WIDTH_4;
		if (path_fits(a.value, 2))
			return BGP_WIDTH_2;
		width = BGP_WIDTH_4;
	}
	return width;
}

bool
bgp_guess_is_other_width(struct rbuf attributes, bool as4)
{
	struct bgp_attr a;

	while (bgp_attr_next(&attributes, &a))
		if (a.code == BGP_AS_PATH)
			return !path_fits(a.value, as4 ? 4 : 2) &&
			       path_fits(a.value, as4 ? 2 : 4);
	return false;
}

/*
 * Path ids read as prefixes show as default routes, since most are small
 * numbers; nobody announces the default twice in one message. Read as others
 * they show as routes of type 0 and flow specifications of nothing.
 */
static bool
is_like_path_id(const struct bgp_nlri *n)
{
	switch (n->kind) {
	case BGP_NLRI_PREFIX:
		return n->prefix.len == 0;
	case BGP_NLRI_EVPN:
	case BGP_NLRI_MVPN:
	case BGP_NLRI_FLOW:
		return n->raw.at[0] == 0;
	default:
		return false;
	}
}

static bool
are_like_path_ids(struct rbuf nlri, uint32_t family)
{
	static const struct bgp_codec plain;
	struct bgp_nlri_iter it = bgp_nlri_walk(nlri, family, &plain);
	struct bgp_nlri n;
	unsigned defaults = 0;

	/* Most have no octet that is 0, so none of length or type 0. */
	if (memchr(nlri.at, 0, rbuf_left(&nlri)) == NULL)
		return false;
	while (defaults < 2 && bgp_nlri_next(&it, &n, NULL))
		if (is_like_path_id(&n))
			defaults++;
	return defaults > 1;
}

static bool
nlri_fit(struct rbuf nlri, uint32_t family, const struct bgp_codec *codec)
{
	return bgp_nlri_check(bgp_nlri_walk(nlri, family, codec), NULL, NULL);
}

/* Notes the family when its NLRI are only good with path ids. */
static void
guess_family(
    struct rbuf nlri, uint32_t family, bool fine, struct bgp_codec *found)
{
	struct bgp_codec codec;

	if (rbuf_left(&nlri) == 0 || !bgp_family_known(family))
		return;
	if (!fine) {
		codec = (struct bgp_codec){ 0 };
		fine = nlri_fit(nlri, family, &codec);
	}
	if (fine && !are_like_path_ids(nlri, family))
		return;
	codec = (struct bgp_codec){ .add_path_n = 1, .add_path = { family } };
	if (!nlri_fit(nlri, family, &codec) ||
	    bgp_codec_add_path(found, family) ||
	    found->add_path_n == BGP_MAX_FAMILIES)
		return;
	found->add_path[found->add_path_n++] = family;
}

bool
bgp_guess_add_path(
    struct rbuf body, struct bgp_codec *codec, struct bgp_update *u)
{
	bool fine;

	bgp_update_decode(body, codec, u);
	fine = u->error.treatment == BGP_FINE && codec->add_path_n == 0;
	guess_family(u->withdrawn, FAMILY_IPV4_UNICAST, fine, codec);
	guess_family(u->nlri, FAMILY_IPV4_UNICAST, fine, codec);
	guess_family(u->reach.nlri, u->reach.family, fine, codec);
	guess_family(u->unreach.nlri, u->unreach.family, fine, codec);
	if (codec->add_path_n == 0)
		return false;
	bgp_update_decode(body, codec, u);
	return true;
}
