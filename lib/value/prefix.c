/* Prefixes and ranges of prefixes: text, order, and what lies within. */
#include "value/prefix.h"
#include "base/fault.h"
#include "base/text.h"

#include <endian.h>
#include <string.h>

/*
 * An address as two words, the first bit of the address being the highest;
 * an IPv4 address is the beginning of the first.
 */
struct words {
	uint64_t high, low;
};

static struct words
words_of(const struct addr *a)
{
	struct words w;

	memcpy(&w.high, a->b, 8);
	memcpy(&w.low, a->b + 8, 8);
	return (struct words){ be64toh(w.high), be64toh(w.low) };
}

static uint64_t
ones_from_left(unsigned n)
{
	return n == 0 ? 0 : UINT64_MAX << (64 - n);
}

static struct words
words_mask(unsigned len)
{
	return (struct words){
		.high = ones_from_left(len < 64 ? len : 64),
		.low = ones_from_left(len > 64 ? len - 64 : 0),
	};
}

static bool
length_parse(
    uint8_t *len, unsigned bits, const char *s, size_t n, struct fault *f)
{
	uint32_t v;

	if (n == 0)
		return fault(f, s, 0, "a prefix length is missing");
	if (!text_u32(s, n, UINT32_MAX, &v, f))
		return false;
	if (v > bits)
		return fault(f, s, 0,
		    bits == 32 ? "prefix length over 32"
			       : "prefix length over 128");
	*len = (uint8_t)v;
	return true;
}

bool
prefix_parse_host(struct prefix *p, const char *s, size_t n, struct fault *f)
{
	const char *slash = n > 0 ? memchr(s, '/', n) : NULL, *end = s + n;
	struct prefix got = { 0 };

	if (slash == NULL) {
		if (!addr_parse(&got.addr, s, n, f))
			return false;
		return fault(f, end, 0, "a prefix length is missing");
	}
	if (!addr_parse(&got.addr, s, (size_t)(slash - s), f) ||
	    !length_parse(&got.len, addr_bits(&got.addr), slash + 1,
		(size_t)(end - slash - 1), f))
		return false;
	*p = got;
	return true;
}

bool
prefix_parse(struct prefix *p, const char *s, size_t n, struct fault *f)
{
	struct words bits, mask;
	struct prefix got;

	if (!prefix_parse_host(&got, s, n, f))
		return false;
	bits = words_of(&got.addr);
	mask = words_mask(got.len);
	if ((bits.high & ~mask.high) != 0 || (bits.low & ~mask.low) != 0)
		return fault(f, s, 0, "host bits are set");
	*p = got;
	return true;
}

char *
prefix_format(const struct prefix *p, char *to)
{
	to = addr_format(&p->addr, to);
	*to++ = '/';
	to = text_put_u8(to, p->len);
	*to = '\0';
	return to;
}

struct prefix
prefix_mask(struct prefix p)
{
	struct words bits = words_of(&p.addr), mask = words_mask(p.len);

	bits.high = htobe64(bits.high & mask.high);
	bits.low = htobe64(bits.low & mask.low);
	memcpy(p.addr.b, &bits.high, 8);
	memcpy(p.addr.b + 8, &bits.low, 8);
	return p;
}

int
prefix_cmp(const struct prefix *a, const struct prefix *b)
{
	int order = addr_cmp(&a->addr, &b->addr);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

bool
prefix_has(const struct prefix *p, const struct addr *a)
{
	struct words ours = words_of(&p->addr), theirs = words_of(a);
	struct words mask = words_mask(p->len);

	return p->addr.ip == a->ip &&
	       ((ours.high ^ theirs.high) & mask.high) == 0 &&
	       ((ours.low ^ theirs.low) & mask.low) == 0;
}

bool
prefix_covers(const struct prefix *out, const struct prefix *in)
{
	return out->len <= in->len && prefix_has(out, &in->addr);
}

/*
 * Whether the word (" ge ") stands at *at: then its number is read, *at goes
 * behind it, and *ok says whether that was a length.
 */
static bool
word_parse(const char *word, uint8_t *len, bool *ok, unsigned bits,
    const char **at, const char *end, struct fault *f)
{
	const char *s = *at, *space;

	if (end - s < 4 || memcmp(s, word, 4) != 0)
		return false;
	s += 4;
	space = memchr(s, ' ', (size_t)(end - s));
	*at = space != NULL ? space : end;
	*ok = length_parse(len, bits, s, (size_t)(*at - s), f);
	return true;
}

bool
prefix_range_parse(
    struct prefix_range *r, const char *s, size_t n, struct fault *f)
{
	const char *end = s + n, *at = n > 0 ? memchr(s, ' ', n) : NULL;
	const char *ge, *le;
	struct prefix_range got;
	unsigned bits;
	bool ok = true;

	at = at != NULL ? at : end;
	if (!prefix_parse(&got.prefix, s, (size_t)(at - s), f))
		return false;
	bits = addr_bits(&got.prefix.addr);
	got.ge = got.le = got.prefix.len;
	ge = at;
	if (word_parse(" ge ", &got.ge, &ok, bits, &at, end, f))
		got.le = (uint8_t)bits;
	le = at;
	if (ok)
		word_parse(" le ", &got.le, &ok, bits, &at, end, f);
	if (!ok)
		return false;
	if (at < end)
		return fault(f, at, 0, "neither ge LENGTH nor le LENGTH");
	if (got.ge < got.prefix.len)
		return fault(f, ge + 4, 0, "ge under the prefix length");
	if (got.le < got.ge)
		return fault(f, le + 4, 0,
		    ge == le ? "le under the prefix length" : "le under ge");
	*r = got;
	return true;
}

char *
prefix_range_format(const struct prefix_range *r, char *to)
{
	unsigned len = r->prefix.len, bits = addr_bits(&r->prefix.addr);

	to = prefix_format(&r->prefix, to);
	if (r->ge > len) {
		memcpy(to, " ge ", 4);
		to = text_put_u8(to + 4, r->ge);
	}
	if (r->le > len && (r->ge == len || r->le < bits)) {
		memcpy(to, " le ", 4);
		to = text_put_u8(to + 4, r->le);
	}
	*to = '\0';
	return to;
}

bool
prefix_range_has(const struct prefix_range *r, const struct prefix *p)
{
	return p->len >= r->ge && p->len <= r->le &&
	       prefix_covers(&r->prefix, p);
}
