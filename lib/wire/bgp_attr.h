/* Between the BGP codecs: the attributes of one UPDATE. */
#ifndef WIRE_BGP_ATTR_H
#define WIRE_BGP_ATTR_H

#include "wire/bgp.h"

typedef bool bgp_attr_decode(
    struct rbuf, const struct bgp_codec *, struct bgp_update *, struct fault *);
typedef void bgp_attr_encode(
    struct wbuf *, const struct bgp_attrs *, const struct bgp_codec *);
/* Of what is carried as it came; may say another treatment than its row. */
typedef bool bgp_attr_form(struct rbuf, struct bgp_error *);

enum {
	BGP_ATTR_INTERNAL =
	    1,              /* an external neighbour has no business with it */
	BGP_ATTR_ANY = 255, /* no upper limit of the length */
};

struct bgp_attr_row {
	uint8_t flags; /* Optional and Transitive, as they must be */
	uint8_t options;
	uint8_t each; /* the length is a multiple of it */
	uint8_t min, max;
	uint8_t treatment; /* of a wrong length or value */
	const char *clause;
	bgp_attr_decode *decode; /* the length has been checked */
	bgp_attr_encode *encode; /* the value alone */
	/*
	 * Wrong flags: treated as withdrawn (RFC 7606 3 (c)), or as a wrong
	 * value by the clause that says so.
	 */
	const char *flags_clause;
	const char *external_clause; /* with BGP_ATTR_INTERNAL, if another */
	bgp_attr_form *form;         /* carried: instead of decode, encode */
};

/* The row of a known attribute, or NULL. */
const struct bgp_attr_row *bgp_attr_row(uint8_t code);
/* Checks and reads a known attribute; *e says what is wrong. */
bool bgp_attr_check(const struct bgp_attr_row *, const struct bgp_attr *,
    const struct bgp_codec *, struct bgp_update *, struct bgp_error *e);

/* bgp_attr_check.c: the length has been checked. */
bgp_attr_form bgp_check_pmsi, bgp_check_pe_labels, bgp_check_tunnels,
    bgp_check_te, bgp_check_aigp, bgp_check_link_state, bgp_check_bgpsec,
    bgp_check_d_path, bgp_check_sfp, bgp_check_bfd, bgp_check_prefix_sid,
    bgp_check_bier, bgp_check_attr_set;

/* Keeps the error when it is stronger than what *u has (RFC 7606 3 (h)). */
void bgp_error_note(struct bgp_update *u, const struct bgp_error *);

static inline void
bgp_code_set(struct bgp_unknown *u, uint8_t code)
{
	u->codes[code / 64] |= UINT64_C(1) << code % 64;
}

static inline bool
bgp_code_has(const struct bgp_unknown *u, uint8_t code)
{
	return u->codes[code / 64] >> code % 64 & 1;
}

#endif
