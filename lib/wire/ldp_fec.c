/* FEC elements, and the interface parameters of those that are pseudowires. */
#include "wire/ldp.h"

/* ---- prefixes (RFC 5036 3.4.1) ---- */

static unsigned
family_ip(uint16_t family)
{
	return family == LDP_AFI_IPV4   ? ADDR_IP4
	       : family == LDP_AFI_IPV6 ? ADDR_IP6
					: ADDR_NONE;
}

static bool
malformed(struct fault *f, const void *at, const char *what)
{
	return fault(f, at, LDP_MALFORMED_VALUE, what);
}

static bool
family_get(struct rbuf *r, struct ldp_fec *fec, struct fault *f)
{
	const uint8_t *at = r->at;

	fec->family = get_u16(r);
	if (!r->bad && family_ip(fec->family) == ADDR_NONE)
		return fault(f, at, LDP_UNSUPPORTED_FAMILY,
		    "address family is not known");
	return true;
}

static bool
prefix_get(struct rbuf *r, struct ldp_fec *fec, struct fault *f)
{
	uint8_t octets[16] = { 0 };
	const uint8_t *at = r->at, *from;
	unsigned bits, n;

	if (!family_get(r, fec, f))
		return false;
	bits = get_u8(r);
	n = (bits + 7) / 8;
	if (fec->type == LDP_FEC_HOST)
		n = bits, bits = n * 8;
	if (bits > (fec->family == LDP_AFI_IPV4 ? 32 : 128))
		return malformed(f, at + 2, "prefix is too long");
	from = get_bytes(r, n);
	if (from == NULL)
		return malformed(f, at, "ends inside a prefix");
	memcpy(octets, from, n);
	fec->prefix.addr = addr_from(family_ip(fec->family), octets);
	fec->prefix.len = (uint8_t)bits;
	return true;
}

static void
prefix_put(struct wbuf *w, const struct ldp_fec *fec)
{
	unsigned n = (fec->prefix.len + 7) / 8;

	put_u16(w, fec->family);
	put_u8(w, fec->type == LDP_FEC_HOST ? n : fec->prefix.len);
	put_bytes(w, fec->prefix.addr.b, n);
}

/* ---- typed wildcards (RFC 5918 3) ---- */

static bool
typed_get(struct rbuf *r, struct ldp_fec *fec, struct fault *f)
{
	(void)f;
	fec->of = get_u8(r);
	fec->info = get_sub(r, get_u8(r));
	return true;
}

static void
typed_put(struct wbuf *w, const struct ldp_fec *fec)
{
	put_u8(w, fec->of);
	put_u8(w, rbuf_left(&fec->info));
	put_bytes(w, fec->info.at, rbuf_left(&fec->info));
}

/* ---- multipoint (RFC 6388 2.2, 3.2) ---- */

static bool
multipoint_get(struct rbuf *r, struct ldp_fec *fec, struct fault *f)
{
	const uint8_t *at = r->at, *root;
	unsigned n;

	if (!family_get(r, fec, f))
		return false;
	n = get_u8(r);
	if (r->bad)
		return true; /* as the caller sees */
	if (n != (fec->family == LDP_AFI_IPV4 ? 4 : 16))
		return malformed(
		    f, at + 2, "root is not as long as its family's addresses");
	root = get_bytes(r, n);
	if (root != NULL)
		fec->root = addr_from(family_ip(fec->family), root);
	fec->opaque = get_sub(r, get_u16(r));
	return true;
}

static void
multipoint_put(struct wbuf *w, const struct ldp_fec *fec)
{
	unsigned n = addr_bits(&fec->root) / 8;

	put_u16(w, fec->family);
	put_u8(w, n);
	put_bytes(w, fec->root.b, n);
	put_u16(w, rbuf_left(&fec->opaque));
	put_bytes(w, fec->opaque.at, rbuf_left(&fec->opaque));
}

/* ---- pseudowires (RFC 8077 6.1, 6.2) ---- */

enum { CONTROL_WORD = 0x8000 };

static void
pw_type_get(struct rbuf *r, struct ldp_fec *fec)
{
	unsigned type = get_u16(r);

	fec->control_word = type & CONTROL_WORD;
	fec->pw_type = type & (CONTROL_WORD - 1);
}

static void
pw_type_put(struct wbuf *w, const struct ldp_fec *fec)
{
	put_u16(w, fec->pw_type | (fec->control_word ? CONTROL_WORD : 0u));
}

static bool
parameters_check(struct rbuf r, struct fault *f)
{
	struct ldp_parameter p;

	while (rbuf_left(&r) > 0)
		if (!ldp_parameter_next(&r, &p, f))
			return false;
	return true;
}

static bool
pwid_get(struct rbuf *r, struct ldp_fec *fec, struct fault *f)
{
	unsigned n;
	struct rbuf info;

	pw_type_get(r, fec);
	n = get_u8(r);
	fec->group = get_u32(r);
	info = get_sub(r, n);
	if (r->bad || n == 0) /* all of the group */
		return true;
	fec->has_pw_id = true;
	fec->pw_id = get_u32(&info);
	if (info.bad)
		return malformed(f, info.at, "ends inside the PW ID");
	fec->parameters = info;
	return parameters_check(info, f);
}

static void
pwid_put(struct wbuf *w, const struct ldp_fec *fec)
{
	pw_type_put(w, fec);
	put_u8(w, fec->has_pw_id ? 4 + rbuf_left(&fec->parameters) : 0);
	put_u32(w, fec->group);
	if (!fec->has_pw_id)
		return;
	put_u32(w, fec->pw_id);
	put_bytes(w, fec->parameters.at, rbuf_left(&fec->parameters));
}

static struct ldp_attachment
attachment_get(struct rbuf *r)
{
	struct ldp_attachment a;

	a.type = get_u8(r);
	a.value = get_sub(r, get_u8(r));
	return a;
}

static void
attachment_put(struct wbuf *w, const struct ldp_attachment *a)
{
	put_u8(w, a->type);
	put_u8(w, rbuf_left(&a->value));
	put_bytes(w, a->value.at, rbuf_left(&a->value));
}

static bool
generalized_get(struct rbuf *r, struct ldp_fec *fec, struct fault *f)
{
	struct rbuf info;

	pw_type_get(r, fec);
	info = get_sub(r, get_u8(r));
	if (r->bad)
		return true;
	fec->agi = attachment_get(&info);
	fec->saii = attachment_get(&info);
	fec->taii = attachment_get(&info);
	return (!info.bad && rbuf_left(&info) == 0) ||
	       malformed(f, info.at,
		   "attachment identifiers do not fill the element");
}

static void
generalized_put(struct wbuf *w, const struct ldp_fec *fec)
{
	uint8_t *length;

	pw_type_put(w, fec);
	length = put_len(w, 1);
	attachment_put(w, &fec->agi);
	attachment_put(w, &fec->saii);
	attachment_put(w, &fec->taii);
	end_len(w, length, 1);
}

static bool
nothing_get(struct rbuf *r, struct ldp_fec *fec, struct fault *f)
{
	(void)r;
	(void)fec;
	(void)f;
	return true;
}

static void
nothing_put(struct wbuf *w, const struct ldp_fec *fec)
{
	(void)w;
	(void)fec;
}

/* ---- all ---- */

static const struct row {
	uint8_t type;
	bool (*get)(struct rbuf *, struct ldp_fec *, struct fault *);
	void (*put)(struct wbuf *, const struct ldp_fec *);
} rows[] = {
	{ LDP_FEC_WILDCARD, nothing_get, nothing_put },
	{ LDP_FEC_PREFIX, prefix_get, prefix_put },
	{ LDP_FEC_HOST, prefix_get, prefix_put },
	{ LDP_FEC_TYPED_WILDCARD, typed_get, typed_put },
	{ LDP_FEC_P2MP, multipoint_get, multipoint_put },
	{ LDP_FEC_MP2MP_UP, multipoint_get, multipoint_put },
	{ LDP_FEC_MP2MP_DOWN, multipoint_get, multipoint_put },
	{ LDP_FEC_PWID, pwid_get, pwid_put },
	{ LDP_FEC_GENERALIZED_PWID, generalized_get, generalized_put },
};

static const struct row *
row_of(uint8_t type)
{
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].type == type)
			return &rows[i];
	return NULL;
}

bool
ldp_fec_next(struct rbuf *r, struct ldp_fec *fec, struct fault *f)
{
	const uint8_t *at = r->at;
	const struct row *row;

	*fec = (struct ldp_fec){ .type = get_u8(r) };
	if (r->bad)
		return malformed(f, at, "FEC element is missing");
	row = row_of(fec->type);
	if (row == NULL)
		return fault(f, at, LDP_UNKNOWN_FEC,
		    "type of the FEC element is not known");
	if (!row->get(r, fec, f))
		return false;
	return !r->bad || malformed(f, r->at, "ends inside a FEC element");
}

void
ldp_fec_encode(struct wbuf *w, const struct ldp_fec *fec)
{
	const struct row *row = row_of(fec->type);

	put_u8(w, fec->type);
	if (row != NULL)
		row->put(w, fec);
	else
		w->bad = true;
}

/* ---- interface parameters ---- */

enum { PARAMETER_HEAD = 2 }; /* which its length counts */

bool
ldp_parameter_next(struct rbuf *r, struct ldp_parameter *p, struct fault *f)
{
	const uint8_t *at = r->at;
	unsigned length;

	p->id = get_u8(r);
	length = get_u8(r);
	p->value = (struct rbuf){ 0 };
	if (!r->bad && length >= PARAMETER_HEAD)
		p->value = get_sub(r, length - PARAMETER_HEAD);
	return (!r->bad && length >= PARAMETER_HEAD) ||
	       malformed(f, at, "length of an interface parameter is wrong");
}

void
ldp_parameter_encode(struct wbuf *w, const struct ldp_parameter *p)
{
	put_u8(w, p->id);
	put_u8(w, rbuf_left(&p->value) + PARAMETER_HEAD);
	put_bytes(w, p->value.at, rbuf_left(&p->value));
}
