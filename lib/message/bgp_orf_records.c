/* Outbound route filters as records: RFC 5291, RFC 5292. */
#include "message/bgp_orf_records.h"

#include "message/bgp_encode_parts.h"
#include "message/bgp_record_parts.h"
#include "wire/bgp_orf.h"

static bool
is_prefixes(unsigned type)
{
	return type == BGP_ORF_ADDRESS_PREFIX ||
	       type == BGP_ORF_ADDRESS_PREFIX_CISCO;
}

static unsigned
ip_of(uint32_t family)
{
	return FAMILY_AFI(family) == 1   ? ADDR_IP4
	       : FAMILY_AFI(family) == 2 ? ADDR_IP6
					 : ADDR_NONE;
}

/* ---- to records ---- */

static void
entry_record(struct rec_orf_entry *to, const struct bgp_orf_entry *from)
{
	to->has = 0;
	PUT(to, orf_entry, action, from->action);
	if (from->action == BGP_ORF_REMOVE_ALL)
		return;
	PUT(to, orf_entry, match, from->match);
	PUT(to, orf_entry, sequence, from->sequence);
	PUT(to, orf_entry, prefix, from->prefix);
	if (from->min != 0)
		PUT(to, orf_entry, min_length, from->min);
	if (from->max != 0)
		PUT(to, orf_entry, max_length, from->max);
}

/* In words where all of it can be read, else in hex. */
static void
orf_record(struct rec_orf *to, const struct bgp_orf *from, unsigned ip,
    struct arena *arena)
{
	const char *name = name_of(bgp_orf_names, from->type);
	struct rbuf r = from->entries;
	struct bgp_orf_entry e;
	uint32_t n = 0;

	to->has = 0;
	PUT(to, orf, type, from->type);
	if (name != NULL)
		PUT(to, orf, name, name);
	while (is_prefixes(from->type) && ip != ADDR_NONE &&
	       bgp_orf_entry_next(&r, ip, &e))
		n++;
	if (r.bad || rbuf_left(&r) > 0) {
		PUT(to, orf, value, bytes(from->entries));
		return;
	}
	to->entries.at = ARRAY(arena, struct rec_orf_entry, n);
	to->entries.n = n;
	r = from->entries;
	for (uint32_t i = 0; i < n && bgp_orf_entry_next(&r, ip, &e); i++)
		entry_record(&to->entries.at[i], &e);
	MARK(to, orf, entries);
}

static bool
is_told(const struct rec_message *m, struct rbuf orfs, struct arena *arena)
{
	size_t room = rbuf_left(&orfs);
	struct wbuf w = wbuf(arena_alloc(arena, room), room);

	return bgp_encode_orfs(&w, m, NULL) && !w.bad &&
	       wbuf_used(&w) == room && memcmp(w.start, orfs.at, room) == 0;
}

bool
bgp_record_orfs(struct rec_message *m, struct rbuf orfs, struct arena *arena)
{
	struct rbuf r = orfs, count;
	struct bgp_orf o;
	uint8_t when = get_u8(&r);
	uint32_t n = 0;

	if (when != BGP_ORF_IMMEDIATE && when != BGP_ORF_DEFER)
		return false;
	for (count = r; bgp_orf_next(&count, &o);)
		n++;
	if (count.bad)
		return false;
	m->orfs.at = ARRAY(arena, struct rec_orf, n);
	m->orfs.n = n;
	for (uint32_t i = 0; i < n && bgp_orf_next(&r, &o); i++)
		orf_record(&m->orfs.at[i], &o, ip_of(m->family), arena);
	PUT(m, message, when_to_refresh, when);
	MARK(m, message, orfs);
	if (is_told(m, orfs, arena))
		return true;
	DROP(m, message, when_to_refresh);
	DROP(m, message, orfs);
	return false;
}

/* ---- and back ---- */

static bool
entry_put(struct wbuf *w, const struct rec_orf_entry *from, unsigned ip,
    struct rec_fault *f)
{
	struct bgp_orf_entry e = { .action = (uint8_t)from->action };

	if (e.action != BGP_ORF_REMOVE_ALL) {
		if (!HAS(from, orf_entry, match) ||
		    !HAS(from, orf_entry, sequence) ||
		    !HAS(from, orf_entry, prefix))
			return bgp_encode_refuse(f, "match",
			    "this, sequence and prefix go with add and remove");
		if (from->prefix.addr.ip != ip)
			return bgp_encode_refuse(
			    f, "prefix", "it is not of the family");
		e.match = (uint8_t)from->match;
		e.sequence = from->sequence;
		e.prefix = from->prefix;
		if (HAS(from, orf_entry, min_length))
			e.min = (uint8_t)from->min_length;
		if (HAS(from, orf_entry, max_length))
			e.max = (uint8_t)from->max_length;
	}
	bgp_orf_entry_encode(w, &e);
	return true;
}

static bool
orf_put(struct wbuf *w, const struct rec_orf *from, unsigned ip,
    struct rec_fault *f)
{
	uint8_t *length;

	put_u8(w, from->type);
	length = put_len(w, 2);
	if (HAS(from, orf, value))
		put_bytes(w, from->value.at, from->value.n);
	else if (!is_prefixes(from->type) && from->entries.n > 0)
		return bgp_encode_refuse(
		    f, "entries", "this type has none; it has a value");
	else
		for (uint32_t i = 0; i < from->entries.n; i++)
			if (!entry_put(w, &from->entries.at[i], ip, f))
				return bgp_encode_inside(f, "entries", i);
	end_len(w, length, 2);
	return true;
}

bool
bgp_encode_orfs(
    struct wbuf *w, const struct rec_message *m, struct rec_fault *f)
{
	if (!HAS(m, message, when_to_refresh)) {
		if (!HAS(m, message, orfs))
			return true;
		return bgp_encode_refuse(
		    f, "when_to_refresh", "it is missing beside orfs");
	}
	put_u8(w, (uint8_t)m->when_to_refresh);
	for (uint32_t i = 0; i < m->orfs.n; i++)
		if (!orf_put(w, &m->orfs.at[i], ip_of(m->family), f))
			return bgp_encode_inside(f, "orfs", i);
	return true;
}
