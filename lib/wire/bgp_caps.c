/* Capabilities (RFC 5492): what the two sides of a session can do. */
#include "wire/bgp_caps.h"

enum { PARAM_CAPABILITIES = 2 };

struct bgp_capability_iter
bgp_open_capabilities(const struct bgp_open *o)
{
	return (struct bgp_capability_iter){
		.params = o->params,
		.extended = o->extended,
	};
}

static size_t
param_length(struct rbuf *r, bool extended)
{
	return extended ? get_u16(r) : get_u8(r);
}

bool
bgp_capability_next(struct bgp_capability_iter *it, struct bgp_capability *c)
{
	while (rbuf_left(&it->caps) == 0) {
		uint8_t type;
		struct rbuf value;

		if (rbuf_left(&it->params) == 0)
			return false;
		type = get_u8(&it->params);
		value = get_sub(
		    &it->params, param_length(&it->params, it->extended));
		if (type == PARAM_CAPABILITIES)
			it->caps = value;
	}
	c->code = get_u8(&it->caps);
	c->value = get_sub(&it->caps, get_u8(&it->caps));
	return !it->caps.bad;
}

/* RFC 4271 6.2, RFC 5492 4: every parameter whole, and a capability list. */
static bool
params_check(struct rbuf r, bool extended, struct fault *f)
{
	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;
		uint8_t type = get_u8(&r);
		struct rbuf caps = get_sub(&r, param_length(&r, extended));

		if (r.bad)
			return fault(f, at, BGP_ERR_OPEN,
			    "optional parameter runs past the end");
		if (type != PARAM_CAPABILITIES)
			return fault(f, at, BGP_ERR_PARAMETER,
			    "unsupported optional parameter");
		while (rbuf_left(&caps) > 0) {
			at = caps.at;
			get_u8(&caps);
			get_bytes(&caps, get_u8(&caps));
			if (caps.bad)
				return fault(f, at, BGP_ERR_OPEN,
				    "capability runs past its parameter");
		}
	}
	return true;
}

bool
bgp_cap_families_has(const struct bgp_cap_families *l, uint32_t family)
{
	for (unsigned i = 0; i < l->n; i++)
		if (l->at[i].family == family)
			return true;
	return false;
}

uint32_t
bgp_cap_families_value(const struct bgp_cap_families *l, uint32_t family)
{
	for (unsigned i = 0; i < l->n; i++)
		if (l->at[i].family == family)
			return l->at[i].value;
	return 0;
}

static struct bgp_cap_family *
family_slot(struct bgp_cap_families *l, uint32_t family)
{
	for (unsigned i = 0; i < l->n; i++)
		if (l->at[i].family == family)
			return &l->at[i];
	if (l->n == BGP_MAX_FAMILIES)
		return NULL;
	l->at[l->n] = (struct bgp_cap_family){ .family = family };
	return &l->at[l->n++];
}

bool
bgp_cap_families_add(
    struct bgp_cap_families *l, uint32_t family, uint32_t value)
{
	struct bgp_cap_family *slot = family_slot(l, family);

	if (slot == NULL)
		return false;
	slot->value = value;
	return true;
}

/* ---- one function per capability; a wrong length leaves the summary as it
 * was, the raw capability is there for who wants to see it ---- */

static uint32_t
get_family(struct rbuf *r)
{
	uint16_t afi = get_u16(r);

	return FAMILY(afi, get_u8(r));
}

static void
multiprotocol(struct rbuf r, struct bgp_caps *c)
{
	uint16_t afi = get_u16(&r);

	get_u8(&r); /* reserved */
	bgp_cap_families_add(&c->families, FAMILY(afi, get_u8(&r)), 0);
}

static void
extended_next_hop(struct rbuf r, struct bgp_caps *c) /* RFC 8950 4 */
{
	while (rbuf_left(&r) >= 6) {
		uint16_t afi = get_u16(&r);
		uint32_t family = FAMILY(afi, get_u16(&r) & 0xff);

		bgp_cap_families_add(&c->next_hop, family, get_u16(&r));
	}
}

static void
graceful_restart(struct rbuf r, struct bgp_caps *c) /* RFC 4724 3 */
{
	uint16_t head = get_u16(&r);

	c->graceful_restart = true;
	/* R is the first of the four bits, N (RFC 8538) the second. */
	c->restart_flags = (uint8_t)((head >> 15 & 1) * BGP_GR_RESTARTED +
				     (head >> 14 & 1) * BGP_GR_NOTIFICATION);
	c->restart_time = head & 0xfff;
	while (rbuf_left(&r) >= 4) {
		uint32_t family = get_family(&r);

		bgp_cap_families_add(&c->restart, family, get_u8(&r));
	}
}

static void
add_path(struct rbuf r, struct bgp_caps *c) /* RFC 7911 4 */
{
	while (rbuf_left(&r) >= 4) {
		uint32_t family = get_family(&r);
		uint8_t mode = get_u8(&r);

		if (mode >= 1 && mode <= 3) /* others are to be ignored */
			bgp_cap_families_add(&c->add_path, family, mode);
	}
}

static void
long_lived(struct rbuf r, struct bgp_caps *c) /* RFC 9494 3 */
{
	while (rbuf_left(&r) >= 7) {
		uint32_t family = get_family(&r);
		uint8_t flags = get_u8(&r);
		uint32_t seconds = get_u24(&r);
		struct bgp_cap_family *slot = family_slot(&c->llgr, family);

		if (slot != NULL) {
			slot->value = seconds;
			slot->flags = flags;
		}
	}
}

static void
fqdn(struct rbuf r, struct bgp_caps *c)
{
	struct rbuf host = get_sub(&r, get_u8(&r));
	struct rbuf domain = get_sub(&r, get_u8(&r));

	if (r.bad)
		return;
	c->host = host;
	c->domain = domain;
}

static void
route_refresh(struct rbuf r, struct bgp_caps *c)
{
	(void)r;
	c->route_refresh = true;
}

static void
enhanced_refresh(struct rbuf r, struct bgp_caps *c)
{
	(void)r;
	c->enhanced_refresh = true;
}

static void
extended_message(struct rbuf r, struct bgp_caps *c)
{
	(void)r;
	c->extended_message = true;
}

static void
as4(struct rbuf r, struct bgp_caps *c)
{
	c->as4 = true;
	c->as = get_u32(&r);
}

static void
role(struct rbuf r, struct bgp_caps *c)
{
	c->has_role = true;
	c->role = get_u8(&r);
}

static const struct cap_row {
	uint8_t code, min, max;
	void (*decode)(struct rbuf, struct bgp_caps *);
} rows[] = {
	{ BGP_CAP_MULTIPROTOCOL, 4, 4, multiprotocol },
	{ BGP_CAP_ROUTE_REFRESH, 0, 0, route_refresh },
	{ BGP_CAP_EXTENDED_NEXT_HOP, 0, 255, extended_next_hop },
	{ BGP_CAP_EXTENDED_MESSAGE, 0, 0, extended_message },
	{ BGP_CAP_ROLE, 1, 1, role },
	{ BGP_CAP_GRACEFUL_RESTART, 2, 255, graceful_restart },
	{ BGP_CAP_AS4, 4, 4, as4 },
	{ BGP_CAP_ADD_PATH, 4, 255, add_path },
	{ BGP_CAP_ENHANCED_REFRESH, 0, 0, enhanced_refresh },
	{ BGP_CAP_LONG_LIVED_RESTART, 0, 255, long_lived },
	{ BGP_CAP_FQDN, 2, 255, fqdn },
};

static const struct cap_row *
cap_row(const struct bgp_capability *c)
{
	size_t n = rbuf_left(&c->value);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == c->code && n >= rows[i].min &&
		    n <= rows[i].max)
			return &rows[i];
	return NULL;
}

bool
bgp_caps_decode(struct bgp_open *o, struct fault *f)
{
	struct bgp_capability_iter it = bgp_open_capabilities(o);
	struct bgp_capability c;

	while (bgp_capability_next(&it, &c)) {
		const struct cap_row *row = cap_row(&c);

		/* An AS number that cannot be read leaves nothing to go by. */
		if (c.code == BGP_CAP_AS4 && row == NULL)
			return fault(f, c.value.at, BGP_ERR_OPEN,
			    "4-octet AS capability is not 4 octets");
		if (c.code == BGP_CAP_ROLE && row != NULL && o->caps.has_role &&
		    o->caps.role != c.value.at[0])
			return fault(
			    f, c.value.at, BGP_ERR_ROLE, "two different roles");
		if (row != NULL)
			row->decode(c.value, &o->caps);
	}
	return params_check(o->params, o->extended, f);
}

/* ---- writing ---- */

static uint8_t *
cap_begin(struct wbuf *w, enum bgp_capability_code code)
{
	put_u8(w, code);
	return put_len(w, 1);
}

static void
cap_flag(struct wbuf *w, bool there, enum bgp_capability_code code)
{
	if (there)
		end_len(w, cap_begin(w, code), 1);
}

static void
put_family(struct wbuf *w, uint32_t family)
{
	put_u16(w, FAMILY_AFI(family));
	put_u8(w, FAMILY_SAFI(family));
}

static void
put_multiprotocol(struct wbuf *w, const struct bgp_caps *c)
{
	for (unsigned i = 0; i < c->families.n; i++) {
		uint8_t *len = cap_begin(w, BGP_CAP_MULTIPROTOCOL);

		put_u16(w, FAMILY_AFI(c->families.at[i].family));
		put_u8(w, 0);
		put_u8(w, FAMILY_SAFI(c->families.at[i].family));
		end_len(w, len, 1);
	}
}

static void
put_next_hop(struct wbuf *w, const struct bgp_caps *c)
{
	uint8_t *len;

	if (c->next_hop.n == 0)
		return;
	len = cap_begin(w, BGP_CAP_EXTENDED_NEXT_HOP);
	for (unsigned i = 0; i < c->next_hop.n; i++) {
		put_u16(w, FAMILY_AFI(c->next_hop.at[i].family));
		put_u16(w, FAMILY_SAFI(c->next_hop.at[i].family));
		put_u16(w, c->next_hop.at[i].value);
	}
	end_len(w, len, 1);
}

static void
put_restart(struct wbuf *w, const struct bgp_caps *c)
{
	uint8_t *len;

	if (!c->graceful_restart)
		return;
	len = cap_begin(w, BGP_CAP_GRACEFUL_RESTART);
	put_u16(w, (c->restart_flags & BGP_GR_RESTARTED ? 1u << 15 : 0) |
		       (c->restart_flags & BGP_GR_NOTIFICATION ? 1u << 14 : 0) |
		       (c->restart_time & 0xfffu));
	for (unsigned i = 0; i < c->restart.n; i++) {
		put_family(w, c->restart.at[i].family);
		put_u8(w, c->restart.at[i].value);
	}
	end_len(w, len, 1);
}

static void
put_add_path(struct wbuf *w, const struct bgp_caps *c)
{
	uint8_t *len;

	if (c->add_path.n == 0)
		return;
	len = cap_begin(w, BGP_CAP_ADD_PATH);
	for (unsigned i = 0; i < c->add_path.n; i++) {
		put_family(w, c->add_path.at[i].family);
		put_u8(w, c->add_path.at[i].value);
	}
	end_len(w, len, 1);
}

static void
put_long_lived(struct wbuf *w, const struct bgp_caps *c)
{
	uint8_t *len;

	if (c->llgr.n == 0)
		return;
	len = cap_begin(w, BGP_CAP_LONG_LIVED_RESTART);
	for (unsigned i = 0; i < c->llgr.n; i++) {
		put_family(w, c->llgr.at[i].family);
		put_u8(w, c->llgr.at[i].flags);
		put_u24(w, c->llgr.at[i].value);
	}
	end_len(w, len, 1);
}

static void
put_fqdn(struct wbuf *w, const struct bgp_caps *c)
{
	uint8_t *len;

	if (rbuf_left(&c->host) == 0)
		return;
	len = cap_begin(w, BGP_CAP_FQDN);
	put_u8(w, rbuf_left(&c->host));
	put_bytes(w, c->host.at, rbuf_left(&c->host));
	put_u8(w, rbuf_left(&c->domain));
	put_bytes(w, c->domain.at, rbuf_left(&c->domain));
	end_len(w, len, 1);
}

static void
put_numbers(struct wbuf *w, const struct bgp_caps *c)
{
	uint8_t *len;

	if (c->has_role) {
		len = cap_begin(w, BGP_CAP_ROLE);
		put_u8(w, c->role);
		end_len(w, len, 1);
	}
	if (c->as4) {
		len = cap_begin(w, BGP_CAP_AS4);
		put_u32(w, c->as);
		end_len(w, len, 1);
	}
}

struct rbuf
bgp_caps_encode(const struct bgp_caps *c, uint8_t *room, bool *extended)
{
	enum { HEAD = 3 }; /* of the parameter, in its longer form */
	struct wbuf w = wbuf(room + HEAD, BGP_CAPS_ROOM - HEAD);
	size_t n;

	put_multiprotocol(&w, c);
	cap_flag(&w, c->route_refresh, BGP_CAP_ROUTE_REFRESH);
	put_next_hop(&w, c);
	cap_flag(&w, c->extended_message, BGP_CAP_EXTENDED_MESSAGE);
	put_numbers(&w, c);
	put_restart(&w, c);
	put_add_path(&w, c);
	cap_flag(&w, c->enhanced_refresh, BGP_CAP_ENHANCED_REFRESH);
	put_long_lived(&w, c);
	put_fqdn(&w, c);

	n = wbuf_used(&w);
	*extended = n > 253; /* the parameter's own two octets come on top */
	if (n == 0)
		return (struct rbuf){ 0 };
	if (*extended) {
		room[0] = PARAM_CAPABILITIES;
		room[1] = (uint8_t)(n >> 8);
		room[2] = (uint8_t)n;
		return rbuf(room, HEAD + n);
	}
	room[1] = PARAM_CAPABILITIES;
	room[2] = (uint8_t)n;
	return rbuf(room + 1, HEAD - 1 + n);
}
