/* The attributes of one UPDATE: walked, checked against the table, written. */
#include "wire/bgp_attr.h"

enum { FLAGS_FIXED = BGP_FLAG_OPTIONAL | BGP_FLAG_TRANSITIVE };

bool
bgp_attr_next(struct rbuf *r, struct bgp_attr *a)
{
	const uint8_t *at = r->at, *value;
	size_t n;

	if (rbuf_left(r) == 0)
		return false;
	a->flags = get_u8(r);
	a->code = get_u8(r);
	n = a->flags & BGP_FLAG_EXTENDED ? get_u16(r) : get_u8(r);
	value = get_bytes(r, n);
	if (r->bad)
		return false;
	a->value = rbuf(value, n);
	a->whole = rbuf(at, (size_t)(r->at - at));
	return true;
}

/* ---- one attribute ---- */

static bool
length_fits(const struct bgp_attr_row *row, const struct bgp_codec *codec,
    uint8_t code, size_t n)
{
	if (code == BGP_MP_REACH && codec->rib_entry != 0)
		return n > 0;
	return n >= row->min && (row->max == BGP_ATTR_ANY || n <= row->max) &&
	       n % row->each == 0;
}

/* Whether it may come from there (RFC 7606 7.5, 7.9, 7.10). */
static bool
sender_check(const struct bgp_attr_row *row, const struct bgp_attr *a,
    const struct bgp_codec *codec, struct bgp_error *e)
{
	if (!(row->options & BGP_ATTR_INTERNAL) ||
	    codec->session != BGP_EXTERNAL)
		return true;
	/* RFC 8669 4: unless it is configured to be of the same domain. */
	if (a->code == BGP_PREFIX_SID && codec->observed)
		return true;
	e->treatment = BGP_ATTRIBUTE_DISCARD;
	if (row->external_clause != NULL)
		e->clause = row->external_clause;
	return fault(&e->fault, a->whole.at, BGP_ERR_ATTRIBUTES,
	    "attribute from an external neighbour");
}

static bool
flags_check(const struct bgp_attr_row *row, const struct bgp_attr *a,
    struct bgp_error *e)
{
	if ((a->flags & FLAGS_FIXED) == row->flags)
		return true;
	e->treatment = BGP_TREAT_AS_WITHDRAW;
	e->clause = "RFC 7606 3 (c)";
	if (row->flags_clause != NULL) {
		e->treatment = row->treatment;
		e->clause = row->flags_clause;
	}
	return fault(
	    &e->fault, a->whole.at, BGP_ERR_FLAGS, "attribute flags are wrong");
}

bool
bgp_attr_check(const struct bgp_attr_row *row, const struct bgp_attr *a,
    const struct bgp_codec *codec, struct bgp_update *u, struct bgp_error *e)
{
	e->treatment = row->treatment;
	e->clause = row->clause;
	/* What is to be ignored is so whatever is in it. */
	if (!sender_check(row, a, codec, e))
		return false;
	if (!length_fits(row, codec, a->code, rbuf_left(&a->value)))
		return fault(&e->fault, a->whole.at, BGP_ERR_ATTRIBUTE_LENGTH,
		    "attribute is of the wrong length");
	if (row->form != NULL ? !row->form(a->value, e)
			      : !row->decode(a->value, codec, u, &e->fault))
		return false;
	/* Read all the same: MP_REACH says what to withdraw. */
	return flags_check(row, a, e);
}

static void
unknown_keep(const struct bgp_attr *a, struct bgp_update *u)
{
	struct bgp_error e = {
		.treatment = BGP_SESSION_RESET,
		.attribute = a->code,
		.clause = "RFC 4271 6.3",
		.data = a->whole,
	};

	bgp_code_set(&u->attrs.unknown, a->code);
	if (a->flags & BGP_FLAG_OPTIONAL)
		return;
	fault(&e.fault, a->whole.at, BGP_ERR_WELL_KNOWN,
	    "unknown well-known attribute");
	bgp_error_note(u, &e);
}

/*
 * RFC 9552 8.2.2: where link-state NLRI cannot be told apart, the others of the
 * session need not suffer, if there are any.
 */
static void
link_state_judge(const struct bgp_attr *a, const struct bgp_codec *codec,
    const struct bgp_update *u, struct bgp_error *e)
{
	uint32_t family = a->code == BGP_MP_REACH     ? u->reach.family
			  : a->code == BGP_MP_UNREACH ? u->unreach.family
						      : 0;

	if (family != FAMILY_BGP_LS || e->fault.code != BGP_ERR_NETWORK)
		return;
	e->clause = "RFC 9552 8.2.2";
	if (!codec->one_family)
		e->treatment = BGP_AFI_SAFI_DISABLE;
}

static void
attr_add(const struct bgp_attr *a, const struct bgp_codec *codec,
    struct bgp_update *u)
{
	const struct bgp_attr_row *row = bgp_attr_row(a->code);
	struct bgp_error e = { .attribute = a->code, .data = a->whole };

	if (row == NULL) {
		unknown_keep(a, u);
		return;
	}
	if (!bgp_attr_check(row, a, codec, u, &e)) {
		link_state_judge(a, codec, u, &e);
		bgp_error_note(u, &e);
		/* Flags apart, what was wrong has no value to go by. */
		if (e.fault.code != BGP_ERR_FLAGS || row->form != NULL ||
		    e.treatment == BGP_ATTRIBUTE_DISCARD) {
			bgp_code_set(&u->refused, a->code);
			return;
		}
	}
	if (row->form != NULL) {
		bgp_code_set(&u->attrs.unknown, a->code);
		return;
	}
	u->attrs.has |= UINT64_C(1) << a->code;
	if (a->flags & BGP_FLAG_PARTIAL)
		u->attrs.partial |= UINT64_C(1) << a->code;
}

/* RFC 7606 3 (g). */
static void
note_twice(const struct bgp_attr *a, struct bgp_update *u)
{
	bool mp = a->code == BGP_MP_REACH || a->code == BGP_MP_UNREACH;
	struct bgp_error e = {
		.treatment = mp ? BGP_SESSION_RESET : BGP_ATTRIBUTE_DISCARD,
		.attribute = a->code,
		.clause = "RFC 7606 3 (g)",
	};

	fault(&e.fault, a->whole.at, BGP_ERR_ATTRIBUTES,
	    "attribute appears twice");
	bgp_error_note(u, &e);
}

void
bgp_error_note(struct bgp_update *u, const struct bgp_error *e)
{
	if (e->treatment > u->error.treatment)
		u->error = *e;
}

enum bgp_treatment
bgp_attrs_decode(
    struct rbuf attributes, const struct bgp_codec *codec, struct bgp_update *u)
{
	struct rbuf r = attributes;
	struct bgp_unknown seen = { 0 };
	struct bgp_attr a;

	u->attributes = u->attrs.unknown.raw = u->refused.raw = attributes;
	while (bgp_attr_next(&r, &a)) {
		if (bgp_code_has(&seen, a.code)) {
			note_twice(&a, u);
			continue;
		}
		bgp_code_set(&seen, a.code);
		attr_add(&a, codec, u);
	}
	if (r.bad) {
		struct bgp_error e = {
			.treatment = BGP_TREAT_AS_WITHDRAW,
			.clause = "RFC 7606 4",
		};

		fault(&e.fault, r.at, BGP_ERR_ATTRIBUTES,
		    "attribute runs past the end of the attributes");
		bgp_error_note(u, &e);
	}
	return u->error.treatment;
}

/* ---- writing ---- */

static void
put_known(struct wbuf *w, uint8_t code, const struct bgp_attrs *a,
    const struct bgp_codec *codec)
{
	const struct bgp_attr_row *row = bgp_attr_row(code);
	uint8_t flags = row->flags;
	uint8_t *start = w->at, *len;
	size_t n;

	if (a->partial >> code & 1)
		flags |= BGP_FLAG_PARTIAL;
	put_u8(w, flags);
	put_u8(w, code);
	len = put_len(w, 1);
	row->encode(w, a, codec);
	if (w->bad)
		return;
	n = (size_t)(w->at - len) - 1;
	if (n <= UINT8_MAX) {
		end_len(w, len, 1);
		return;
	}
	/* Longer than its length octet can say: move it up by one. */
	if (put_room(w, 1) == NULL)
		return;
	memmove(len + 2, len + 1, n);
	start[0] |= BGP_FLAG_EXTENDED;
	end_len(w, len, 2);
}

static void
put_unknown(struct wbuf *w, uint8_t code, struct rbuf raw)
{
	struct bgp_attr a;

	while (bgp_attr_next(&raw, &a))
		if (a.code == code) {
			put_bytes(w, a.whole.at, rbuf_left(&a.whole));
			return;
		}
}

/* RFC 6793 4.2.2: what a 2-octet neighbour must carry for those behind it. */
static uint64_t
as4_needed(const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	struct bgp_as_path path = a->as_path;
	struct bgp_segment s;
	uint64_t need = 0;

	if (codec->as4)
		return 0;
	if (bgp_has(a, BGP_AGGREGATOR) && a->aggregator.as > UINT16_MAX)
		need |= UINT64_C(1) << BGP_AS4_AGGREGATOR;
	while (bgp_has(a, BGP_AS_PATH) && bgp_segment_next(&path, &s))
		for (unsigned i = 0; i < s.n; i++)
			if (bgp_segment_asn(&s, i) > UINT16_MAX &&
			    s.type <= BGP_AS_SEQUENCE)
				need |= UINT64_C(1) << BGP_AS4_PATH;
	return need;
}

void
bgp_attrs_encode(
    struct wbuf *w, const struct bgp_attrs *a, const struct bgp_codec *codec)
{
	const uint64_t mp = UINT64_C(1) << BGP_MP_REACH | UINT64_C(1)
							      << BGP_MP_UNREACH;
	uint64_t known = (a->has | as4_needed(a, codec)) & ~mp;

	for (unsigned i = 0; i < 4; i++) {
		uint64_t left = a->unknown.codes[i] | (i == 0 ? known : 0);

		for (; left != 0; left &= left - 1) {
			unsigned bit = (unsigned)__builtin_ctzll(left);

			if (i == 0 && known >> bit & 1)
				put_known(w, (uint8_t)bit, a, codec);
			else
				put_unknown(
				    w, (uint8_t)(64 * i + bit), a->unknown.raw);
		}
	}
}

bool
bgp_unknown_next(struct bgp_unknown *u, struct bgp_attr *a)
{
	while (bgp_attr_next(&u->raw, a))
		if (bgp_code_has(u, a->code)) {
			u->codes[a->code / 64] &=
			    ~(UINT64_C(1) << a->code % 64);
			return true;
		}
	return false;
}

void
bgp_unknown_encode(struct wbuf *w, const struct bgp_unknown *u, bool passing)
{
	struct bgp_unknown it = *u;
	struct bgp_attr a;

	while (bgp_unknown_next(&it, &a)) {
		uint8_t *flags = w->at;

		if (passing && !(a.flags & BGP_FLAG_TRANSITIVE))
			continue;
		put_bytes(w, a.whole.at, rbuf_left(&a.whole));
		if (passing && !w->bad)
			*flags |= BGP_FLAG_PARTIAL;
	}
}
