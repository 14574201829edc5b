/*
 * Capabilities (RFC 5492) as parts of records. A value that has bits or octets
 * beside those with a meaning is told in hex, whole.
 */
#include "message/bgp_form.h"
#include "message/bgp_record_parts.h"

enum { FORWARDING = 0x80 };               /* F, of a family */
enum { RESTARTED = 8, NOTIFICATION = 4 }; /* R and N, over the time */

static bool
put_multiprotocol(struct rec_capability *to, struct rbuf r, struct arena *arena)
{
	uint16_t afi = get_u16(&r);

	(void)arena;
	if (get_u8(&r) != 0 || rbuf_left(&r) != 1)
		return false;
	PUT(to, capability, family, FAMILY(afi, get_u8(&r)));
	return true;
}

static bool
put_as4(struct rec_capability *to, struct rbuf r, struct arena *arena)
{
	(void)arena;
	if (rbuf_left(&r) != 4)
		return false;
	PUT(to, capability, as, get_u32(&r));
	return true;
}

static bool
put_role(struct rec_capability *to, struct rbuf r, struct arena *arena)
{
	static const char *const roles[] = { "provider", "rs", "rs_client",
		"customer", "peer" }; /* RFC 9234 4.1 */
	uint8_t role = get_u8(&r);

	(void)arena;
	if (r.bad || rbuf_left(&r) > 0 ||
	    role >= sizeof(roles) / sizeof(roles[0]))
		return false;
	PUT(to, capability, role, roles[role]);
	return true;
}

/* Text of one octet of length; NULL where it is none. */
static const char *
get_text(struct rbuf *r, struct arena *arena)
{
	struct rbuf text = get_sub(r, get_u8(r));
	const char *at = (const char *)text.at;
	size_t n = rbuf_left(&text);

	if (text.bad)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (at[i] < ' ' || at[i] > '~')
			return NULL;
	return arena_strndup(arena, at, n);
}

static bool
put_fqdn(struct rec_capability *to, struct rbuf r, struct arena *arena)
{
	const char *host = get_text(&r, arena);
	const char *domain = get_text(&r, arena);

	if (host == NULL || domain == NULL || rbuf_left(&r) > 0)
		return false;
	PUT(to, capability, host, host);
	PUT(to, capability, domain, domain);
	return true;
}

/* ---- what is said of families ---- */

typedef bool put_family(struct rec_capability_family *, struct rbuf *);

static void
put_afi_safi(struct rec_capability_family *to, struct rbuf *r)
{
	uint16_t afi = get_u16(r);

	PUT(to, capability_family, family, FAMILY(afi, get_u8(r)));
}

static bool
put_families(struct rec_capability *to, struct rbuf r, size_t size,
    put_family *put, struct arena *arena)
{
	size_t n = rbuf_left(&r) / size;

	if (rbuf_left(&r) % size != 0)
		return false;
	to->families.n = (uint32_t)n;
	to->families.at = ARRAY(arena, struct rec_capability_family, n);
	for (size_t i = 0; i < n; i++) {
		struct rec_capability_family *one = &to->families.at[i];

		*one = (struct rec_capability_family){ 0 };
		if (!put(one, &r))
			return false;
	}
	MARK(to, capability, families);
	return true;
}

static bool
add_path_family(struct rec_capability_family *to, struct rbuf *r)
{
	static const char *const modes[] = { "receive", "send", "both" };
	uint8_t mode;

	put_afi_safi(to, r);
	mode = get_u8(r);
	if (mode < 1 || mode > 3)
		return false;
	PUT(to, capability_family, mode, modes[mode - 1]);
	return true;
}

static bool
put_add_path(struct rec_capability *to, struct rbuf r, struct arena *arena)
{
	return put_families(to, r, 4, add_path_family, arena);
}

/* RFC 8950 4: SAFI has two octets here. */
static bool
next_hop_family(struct rec_capability_family *to, struct rbuf *r)
{
	uint16_t afi = get_u16(r), safi = get_u16(r);

	PUT(to, capability_family, family, FAMILY(afi, safi & 0xff));
	PUT(to, capability_family, next_hop, get_u16(r));
	return safi <= 0xff;
}

static bool
put_next_hops(struct rec_capability *to, struct rbuf r, struct arena *arena)
{
	return put_families(to, r, 6, next_hop_family, arena);
}

static bool
restart_family(struct rec_capability_family *to, struct rbuf *r)
{
	uint8_t flags;

	put_afi_safi(to, r);
	flags = get_u8(r);
	PUT(to, capability_family, forwarding, (flags & FORWARDING) != 0);
	return (flags & ~FORWARDING) == 0;
}

static bool
put_restart(struct rec_capability *to, struct rbuf r, struct arena *arena)
{
	uint16_t word = get_u16(&r);
	unsigned flags = word >> 12;

	if (r.bad || flags & ~(unsigned)(RESTARTED | NOTIFICATION) ||
	    !put_families(to, r, 4, restart_family, arena))
		return false;
	PUT(to, capability, restart_time, word & 0xfff);
	PUT(to, capability, restarted, (flags & RESTARTED) != 0);
	PUT(to, capability, notification, (flags & NOTIFICATION) != 0);
	return true;
}

static bool
long_lived_family(struct rec_capability_family *to, struct rbuf *r)
{
	bool fine = restart_family(to, r);

	PUT(to, capability_family, seconds, get_u24(r));
	return fine;
}

static bool
put_long_lived(struct rec_capability *to, struct rbuf r, struct arena *arena)
{
	return put_families(to, r, 7, long_lived_family, arena);
}

/* ---- one ---- */

static const struct row {
	uint8_t code;
	bool (*put)(struct rec_capability *, struct rbuf, struct arena *);
} rows[] = {
	{ BGP_CAP_MULTIPROTOCOL, put_multiprotocol },
	{ BGP_CAP_EXTENDED_NEXT_HOP, put_next_hops },
	{ BGP_CAP_ROLE, put_role },
	{ BGP_CAP_GRACEFUL_RESTART, put_restart },
	{ BGP_CAP_AS4, put_as4 },
	{ BGP_CAP_ADD_PATH, put_add_path },
	{ BGP_CAP_LONG_LIVED_RESTART, put_long_lived },
	{ BGP_CAP_FQDN, put_fqdn },
};

void
bgp_record_capability(struct rec_capability *to, const struct bgp_capability *c,
    struct arena *arena)
{
	const char *name = name_of(bgp_capability_names, c->code);
	struct rec_capability known = { 0 };

	PUT(&known, capability, code, c->code);
	if (name != NULL)
		PUT(&known, capability, name, name);
	*to = known;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == c->code && rows[i].put(to, c->value, arena))
			return;
	*to = known;
	if (bgp_form_capability_decode(to, c->value, arena))
		return;
	if (rbuf_left(&c->value) > 0)
		PUT(to, capability, value, bytes(c->value));
}
