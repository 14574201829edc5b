/* Extended communities (RFC 4360, 7153) as text: a table of their forms. */
#include "base/buf.h"
#include "base/fault.h"
#include "base/text.h"
#include "value/addr.h"
#include "value/community.h"
#include "value/dist.h"
#include "value/names.h"

#include <string.h>

/*
 * A form is what the six octets behind type and subtype are, one after another:
 *
 *	1 2 4   a number of so many octets
 *	i       an IPv4 address
 *	f       a rate: a number in IEEE single precision
 *	l       an MPLS label, in the upper 20 of 24 bits
 *	m       a MAC address
 *	t       a tunnel type (RFC 9012), by name
 *	z       an octet of 0
 *
 * and D is administrator and number, as in a route target, the type being that
 * of the row and 0 to 2 for what the administrator is.
 */
static const struct form {
	uint8_t type, subtype;
	const char *name, *parts;
} forms[] = {
	/* clang-format off */
	{ 0x00, 0x02, "rt", "D" },                /* RFC 4360 4 */
	{ 0x00, 0x03, "soo", "D" },               /* RFC 4360 5 */
	{ 0x40, 0x04, "link_bandwidth", "2f" },   /* link-bandwidth, draft */
	{ 0x00, 0x05, "ospf_domain_id", "D" },    /* RFC 4577 4.2.4 */
	{ 0x00, 0x07, "ospf_router_id", "D" },    /* RFC 4577 4.2.6 */
	{ 0x03, 0x06, "ospf_route_type", "i11" }, /* RFC 4577 4.2.6 */
	{ 0x00, 0x08, "data_collection", "D" },   /* RFC 4384 */
	{ 0x00, 0x09, "source_as", "D" },         /* RFC 6514 6 */
	{ 0x00, 0x0a, "l2vpn_id", "D" },          /* RFC 6074 3.2.1 */
	{ 0x00, 0x0b, "vrf_route_import", "D" },  /* RFC 6514 7 */
	{ 0x00, 0x12, "segmented_next_hop", "D" }, /* RFC 7524 4.4 */
	{ 0x03, 0x0b, "color", "24" },            /* RFC 9012 4.3: flags, color */
	{ 0x03, 0x0c, "encapsulation", "zzzzt" }, /* RFC 9012 4.1 */
	{ 0x03, 0x0d, "default_gateway", "zzzzzz" }, /* RFC 7432 7.8 */
	{ 0x06, 0x00, "mac_mobility", "1z4" },    /* RFC 7432 7.7 */
	{ 0x06, 0x01, "esi_label", "1zzl" },      /* RFC 7432 7.5 */
	{ 0x06, 0x02, "es_import", "m" },         /* RFC 7432 7.6 */
	{ 0x06, 0x03, "router_mac", "m" },        /* RFC 9135 8.1 */
	{ 0x06, 0x04, "evpn_layer2", "22zz" },    /* RFC 8214 3.1 */
	{ 0x06, 0x05, "e_tree", "1zzl" },         /* RFC 8317 5.1 */
	{ 0x06, 0x06, "df_election", "12zzz" },   /* RFC 8584 2.2 */
	{ 0x06, 0x08, "arp_nd", "1zzzzz" },       /* RFC 9047 2 */
	{ 0x06, 0x09, "multicast_flags", "2zzzz" }, /* RFC 9251 9.4 */
	{ 0x43, 0x00, "origin_validation", "zzzzz1" }, /* RFC 8097 2 */
	{ 0x80, 0x06, "traffic_rate", "2f" },     /* RFC 8955 7.1 */
	{ 0x80, 0x07, "traffic_action", "zzzzz1" }, /* RFC 8955 7.3 */
	{ 0x80, 0x08, "redirect", "D" },          /* RFC 8955 7.4 */
	{ 0x80, 0x09, "traffic_marking", "zzzzz1" }, /* RFC 8955 7.5 */
	{ 0x80, 0x0a, "layer2_info", "1122" },    /* RFC 4761 3.2.4 */
	{ 0x80, 0x0c, "traffic_rate_packets", "2f" }, /* RFC 8955 7.2 */
	/* clang-format on */
};

const struct name tunnel_type_names[] = {
	{ 1, "l2tpv3" },
	{ 2, "gre" },
	{ 3, "transmit_endpoint" },
	{ 4, "ipsec" },
	{ 7, "ip_in_ip" },
	{ 8, "vxlan" },
	{ 9, "nvgre" },
	{ 10, "mpls" },
	{ 11, "mpls_in_gre" },
	{ 12, "vxlan_gpe" },
	{ 13, "mpls_in_udp" },
	{ 14, "ipv6" },
	{ 15, "sr_policy" },
	{ 19, "geneve" },
	{ 0, NULL },
};

/* ---- to text ---- */

/* Rates that are whole numbers; of other rates the text would be longer. */
static char *
put_rate(char *to, uint32_t bits)
{
	float rate;

	memcpy(&rate, &bits, sizeof(rate));
	if (bits >> 31 || !(rate < 1e18f) || (float)(uint64_t)rate != rate)
		return NULL;
	return text_put_u64(to, (uint64_t)rate);
}

static char *
put_mac(char *to, const uint8_t *mac)
{
	for (unsigned i = 0; i < 6; i++) {
		if (i > 0)
			*to++ = ':';
		to = text_put_hex(to, mac + i, 1);
	}
	return to;
}

/* The next part, without its colon; NULL where it has no such text. */
static char *
put_part(char *to, char part, struct rbuf *r)
{
	const char *name;
	struct addr a;
	uint32_t v;

	switch (part) {
	case '1':
		return text_put_u32(to, get_u8(r));
	case '2':
		return text_put_u32(to, get_u16(r));
	case '4':
		return text_put_u32(to, get_u32(r));
	case 'i':
		a = addr_ip4(get_u32(r));
		return addr_format(&a, to);
	case 'f':
		return put_rate(to, get_u32(r));
	case 'l':
		v = get_u24(r);
		return v & 0xf ? NULL : text_put_u32(to, v >> 4);
	case 'm':
		return put_mac(to, get_bytes(r, 6));
	case 't':
		v = get_u16(r);
		name = name_of(tunnel_type_names, (int)v);
		return name ? stpcpy(to, name) : text_put_u32(to, v);
	}
	return NULL;
}

static char *
form_format(const struct form *form, const struct ext_community *c, char *to)
{
	struct rbuf r = rbuf(c->b + 2, 6);

	to = stpcpy(to, form->name);
	if (*form->parts == 'D') {
		struct ext_community rt = *c;

		rt.b[0] = c->b[0] - form->type;
		*to++ = ':';
		return rt_format(&rt, to);
	}
	for (const char *part = form->parts; *part != '\0' && to != NULL;
	     part++) {
		if (*part == 'z') {
			if (get_u8(&r) != 0)
				return NULL;
			continue;
		}
		*to++ = ':';
		to = put_part(to, *part, &r);
	}
	return to;
}

static bool
form_is(const struct form *form, const struct ext_community *c)
{
	unsigned types = *form->parts == 'D' ? 2 : 0;

	return c->b[1] == form->subtype && c->b[0] >= form->type &&
	       c->b[0] <= form->type + types;
}

char *
ext_community_format(const struct ext_community *c, char *to)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (form_is(&forms[i], c)) {
			char *end = form_format(&forms[i], c, to);

			if (end == NULL)
				break;
			*end = '\0';
			return end;
		}
	return text_put_hex(stpcpy(to, "0x"), c->b, sizeof(c->b));
}

/* ---- from text ---- */

static bool
parse_rate(struct wbuf *w, const char *s, size_t n, struct fault *f)
{
	uint64_t v;
	uint32_t bits;
	float rate;

	if (!text_u64(s, n, UINT64_C(999999999999999999), &v, f))
		return false;
	rate = (float)v;
	memcpy(&bits, &rate, sizeof(bits));
	put_u32(w, bits);
	return true;
}

static bool
parse_mac(struct wbuf *w, const char *s, size_t n, struct fault *f)
{
	uint8_t mac[6];

	if (n != 3 * sizeof(mac) - 1)
		return fault(f, s, 0, "not a MAC address");
	for (unsigned i = 0; i < 6; i++) {
		if (i > 0 && s[3 * i - 1] != ':')
			return fault(f, s + 3 * i - 1, 0, "not a colon");
		if (!text_unhex(s + 3 * i, 2, &mac[i], f))
			return false;
	}
	put_bytes(w, mac, sizeof(mac));
	return true;
}

static bool
parse_addr(struct wbuf *w, const char *s, size_t n, struct fault *f)
{
	struct addr a;

	if (!addr_parse(&a, s, n, f))
		return false;
	if (a.ip != ADDR_IP4)
		return fault(f, s, 0, "not an IPv4 address");
	put_bytes(w, a.b, 4);
	return true;
}

static bool
parse_number(
    struct wbuf *w, unsigned octets, const char *s, size_t n, struct fault *f)
{
	uint32_t v;

	if (!text_u32(s, n, UINT32_MAX >> (32 - 8 * octets), &v, f))
		return false;
	put_be(w, v, octets);
	return true;
}

static bool
parse_label(struct wbuf *w, const char *s, size_t n, struct fault *f)
{
	uint32_t v;

	if (!text_u32(s, n, 0xfffff, &v, f))
		return false;
	put_u24(w, v << 4);
	return true;
}

static bool
parse_part(struct wbuf *w, char part, const char *s, size_t n, struct fault *f)
{
	int tunnel;

	switch (part) {
	case 'i':
		return parse_addr(w, s, n, f);
	case 'f':
		return parse_rate(w, s, n, f);
	case 'l':
		return parse_label(w, s, n, f);
	case 'm':
		return parse_mac(w, s, n, f);
	case 't':
		if (!name_find(tunnel_type_names, s, n, &tunnel))
			return parse_number(w, 2, s, n, f);
		put_u16(w, (unsigned)tunnel);
		return true;
	}
	return parse_number(w, (unsigned)(part - '0'), s, n, f);
}

/* The values behind the name, from its colon (or the end) on. */
static bool
parts_parse(const struct form *form, struct ext_community *c, const char *s,
    const char *end, struct fault *f)
{
	struct wbuf w = wbuf(c->b + 2, 6);

	for (const char *part = form->parts; *part != '\0'; part++) {
		const char *to;

		if (*part == 'z') {
			put_u8(&w, 0);
			continue;
		}
		if (s == end)
			return fault(f, end, 0, "a colon is missing");
		s++;
		to = *part == 'm' ? NULL : memchr(s, ':', (size_t)(end - s));
		if (to == NULL)
			to = end;
		if (!parse_part(&w, *part, s, (size_t)(to - s), f))
			return false;
		s = to;
	}
	return s == end || fault(f, s, 0, "a colon too many");
}

static bool
form_parse(const struct form *form, struct ext_community *c, const char *s,
    const char *end, struct fault *f)
{
	if (*form->parts == 'D') {
		if (s == end)
			return fault(f, end, 0, "a colon is missing");
		if (!rt_parse(c, s + 1, (size_t)(end - s - 1), f))
			return false;
		c->b[0] += form->type;
	} else {
		if (!parts_parse(form, c, s, end, f))
			return false;
		c->b[0] = form->type;
	}
	c->b[1] = form->subtype;
	return true;
}

bool
ext_community_parse(
    struct ext_community *c, const char *s, size_t n, struct fault *f)
{
	const char *end = s + n, *colon = n > 0 ? memchr(s, ':', n) : NULL;
	size_t name = (size_t)((colon ? colon : end) - s);
	struct ext_community got;

	if (n >= 2 && memcmp(s, "0x", 2) == 0) {
		if (n != 2 + 2 * sizeof(got.b))
			return fault(f, s, 0, "not 16 hex digits");
		if (!text_unhex(s + 2, n - 2, got.b, f))
			return false;
		*c = got;
		return true;
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (strlen(forms[i].name) != name ||
		    memcmp(forms[i].name, s, name) != 0)
			continue;
		if (!form_parse(&forms[i], &got, s + name, end, f))
			return false;
		*c = got;
		return true;
	}
	return fault(f, s, 0, "neither a name like \"rt:\" nor \"0x\"");
}
