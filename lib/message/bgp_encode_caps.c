/* Capabilities (RFC 5492) from records to bytes. */
#include "base/text.h"
#include "message/bgp_encode_parts.h"
#include "message/bgp_form.h"

enum { FORWARDING = 0x80 };               /* F, of a family */
enum { RESTARTED = 8, NOTIFICATION = 4 }; /* R and N, over the time */

static bool
missing(struct rec_fault *f, const char *key)
{
	return bgp_encode_refuse(f, key, "it is missing");
}

static bool
put_multiprotocol(
    struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	if (!HAS(c, capability, family))
		return missing(f, "family");
	put_u16(w, FAMILY_AFI(c->family));
	put_u8(w, 0);
	put_u8(w, FAMILY_SAFI(c->family));
	return true;
}

static bool
put_as4(struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	if (!HAS(c, capability, as))
		return missing(f, "as");
	put_u32(w, c->as);
	return true;
}

/* Where a word stands in a list of `n`. */
static bool
word_find(const char *const *words, size_t n, const char *word, uint8_t *at)
{
	for (*at = 0; *at < n; ++*at)
		if (strcmp(words[*at], word) == 0)
			return true;
	return false;
}

static bool
put_role(struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	static const char *const roles[] = { "provider", "rs", "rs_client",
		"customer", "peer" }; /* RFC 9234 4.1 */
	uint8_t role;

	if (!HAS(c, capability, role) ||
	    !word_find(roles, sizeof(roles) / sizeof(roles[0]), c->role, &role))
		return missing(f, "role");
	put_u8(w, role);
	return true;
}

static void
put_text(struct wbuf *w, const char *text)
{
	size_t n = text == NULL ? 0 : strlen(text);

	put_u8(w, n);
	put_bytes(w, text, n);
}

static bool
put_fqdn(struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	if (!HAS(c, capability, host))
		return missing(f, "host");
	put_text(w, c->host);
	put_text(w, HAS(c, capability, domain) ? c->domain : "");
	return true;
}

/* ---- what is said of families ---- */

typedef bool put_family(
    struct wbuf *, const struct rec_capability_family *, struct rec_fault *);

static bool
put_families(struct wbuf *w, const struct rec_capability *c, put_family *put,
    struct rec_fault *f)
{
	for (uint32_t i = 0; i < c->families.n; i++)
		if (!put(w, &c->families.at[i], f))
			return bgp_encode_inside(f, "families", i);
	return true;
}

static void
put_afi_safi(struct wbuf *w, uint32_t family)
{
	put_u16(w, FAMILY_AFI(family));
	put_u8(w, FAMILY_SAFI(family));
}

static bool
add_path_family(struct wbuf *w, const struct rec_capability_family *from,
    struct rec_fault *f)
{
	static const char *const modes[] = { "receive", "send", "both" };
	uint8_t mode;

	if (!HAS(from, capability_family, mode) ||
	    !word_find(
		modes, sizeof(modes) / sizeof(modes[0]), from->mode, &mode))
		return missing(f, "mode");
	put_afi_safi(w, from->family);
	put_u8(w, mode + 1u);
	return true;
}

static bool
put_add_path(
    struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	return put_families(w, c, add_path_family, f);
}

/* RFC 8950 4: SAFI has two octets here. */
static bool
next_hop_family(struct wbuf *w, const struct rec_capability_family *from,
    struct rec_fault *f)
{
	if (!HAS(from, capability_family, next_hop))
		return missing(f, "next_hop");
	put_u16(w, FAMILY_AFI(from->family));
	put_u16(w, FAMILY_SAFI(from->family));
	put_u16(w, from->next_hop);
	return true;
}

static bool
put_next_hops(
    struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	return put_families(w, c, next_hop_family, f);
}

static bool
restart_family(struct wbuf *w, const struct rec_capability_family *from,
    struct rec_fault *f)
{
	(void)f;
	put_afi_safi(w, from->family);
	put_u8(w, from->forwarding ? FORWARDING : 0);
	return true;
}

static bool
put_restart(struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	unsigned flags = (c->restarted ? RESTARTED : 0u) |
			 (c->notification ? NOTIFICATION : 0u);

	if (!HAS(c, capability, restart_time))
		return missing(f, "restart_time");
	put_u16(w, flags << 12 | c->restart_time);
	return put_families(w, c, restart_family, f);
}

static bool
long_lived_family(struct wbuf *w, const struct rec_capability_family *from,
    struct rec_fault *f)
{
	if (!HAS(from, capability_family, seconds))
		return missing(f, "seconds");
	restart_family(w, from, f);
	put_u24(w, from->seconds);
	return true;
}

static bool
put_long_lived(
    struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	return put_families(w, c, long_lived_family, f);
}

/* ---- one ---- */

static const struct row {
	uint8_t code;
	uint8_t key; /* with which its value is told, if it is told */
	bool (*put)(
	    struct wbuf *, const struct rec_capability *, struct rec_fault *);
} rows[] = {
	/* clang-format off */
	{ BGP_CAP_MULTIPROTOCOL,      AT_capability_family, put_multiprotocol },
	{ BGP_CAP_EXTENDED_NEXT_HOP,  AT_capability_families, put_next_hops },
	{ BGP_CAP_ROLE,               AT_capability_role, put_role },
	{ BGP_CAP_GRACEFUL_RESTART,   AT_capability_restart_time, put_restart },
	{ BGP_CAP_AS4,                AT_capability_as, put_as4 },
	{ BGP_CAP_ADD_PATH,           AT_capability_families, put_add_path },
	{ BGP_CAP_LONG_LIVED_RESTART, AT_capability_families, put_long_lived },
	{ BGP_CAP_FQDN,               AT_capability_host, put_fqdn },
	/* clang-format on */
};

static const struct row *
row_of(uint8_t code)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

bool
bgp_encode_capability(
    struct wbuf *w, const struct rec_capability *c, struct rec_fault *f)
{
	const struct row *row = row_of(c->code);
	struct bgp_unfit why;
	uint8_t *length;

	put_u8(w, c->code);
	length = put_len(w, 1);
	if (HAS(c, capability, value))
		put_bytes(w, c->value.at, c->value.n);
	else if (bgp_form_capability_has(c) &&
		 !bgp_form_capability_encode(w, c, &why))
		return bgp_encode_refuse(f, why.key, why.text);
	else if (row != NULL && c->has >> row->key & 1 && !row->put(w, c, f))
		return false;
	end_len(w, length, 1);
	return !w->bad ||
	       bgp_encode_refuse(f, "", "it is longer than 255 octets");
}
