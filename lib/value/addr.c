/* Addresses to and from text: RFC 4291 2.2 is read, RFC 5952 is written. */
#include "value/addr.h"
#include "base/fault.h"
#include "base/text.h"

#include <endian.h>
#include <string.h>

#define GROUPS 8

struct addr
addr_ip4(uint32_t host_order)
{
	struct addr a = { .ip = ADDR_IP4 };

	a.b[0] = (uint8_t)(host_order >> 24);
	a.b[1] = (uint8_t)(host_order >> 16);
	a.b[2] = (uint8_t)(host_order >> 8);
	a.b[3] = (uint8_t)host_order;
	return a;
}

uint32_t
addr_u32(const struct addr *a)
{
	return (uint32_t)a->b[0] << 24 | (uint32_t)a->b[1] << 16 |
	       (uint32_t)a->b[2] << 8 | a->b[3];
}

static bool
octet_parse(uint8_t *octet, const char **at, const char *end, struct fault *f)
{
	const char *from = *at, *s = from;
	unsigned v = 0;

	for (; s < end && *s >= '0' && *s <= '9'; s++) {
		if (s > from && *from == '0')
			return fault(f, from, 0, "leading zero");
		v = v * 10 + (unsigned)(*s - '0');
		if (v > 255)
			return fault(f, from, 0, "octet over 255");
	}
	if (s == from)
		return fault(
		    f, s, 0, s == end ? "an octet is missing" : "not a digit");
	*octet = (uint8_t)v;
	*at = s;
	return true;
}

static bool
ip4_parse(uint8_t b[4], const char *s, const char *end, struct fault *f)
{
	for (unsigned i = 0; i < 4; i++) {
		if (i > 0) {
			if (s == end)
				return fault(f, s, 0, "an octet is missing");
			if (*s != '.')
				return fault(f, s, 0, "not a digit or a dot");
			s++;
		}
		if (!octet_parse(&b[i], &s, end, f))
			return false;
	}
	if (s < end)
		return fault(f, s, 0,
		    *s == '.' ? "more than four octets"
			      : "not a digit or a dot");
	return true;
}

static uint64_t
load32(const char *s)
{
	uint32_t v;

	memcpy(&v, s, sizeof(v));
	return le32toh(v);
}

static uint64_t
load64(const char *s)
{
	uint64_t v;

	memcpy(&v, s, sizeof(v));
	return le64toh(v);
}

/*
 * The same for good texts, and quicker: the text is kept in two words, its
 * first character in the lowest byte, and no branch depends on how many digits
 * an octet has. False also for what only ip4_parse() can judge.
 */
static bool
ip4_parse_quick(uint8_t b[4], const char *s, size_t n)
{
	uint64_t low, high = 0;
	size_t used = 0;

	if (n < sizeof("0.0.0.0") - 1 || n > sizeof("255.255.255.255") - 1)
		return false;
	if (n == 7) {
		low = load32(s) | load32(s + 3) << 24;
	} else {
		low = load64(s);
		high = load64(s + n - 8) >> (8 * (15 - n)) >> 8;
	}
	for (unsigned i = 0; i < 4; i++) {
		uint32_t digits = (uint32_t)low ^ 0x30303030, v;
		/* The high bit of the first byte that is not 0 to 9. */
		uint32_t stop = (digits | (digits + 0x76767676)) & 0x80808080;
		unsigned bits = stop == 0 ? 0 : __builtin_ctz(stop) & ~7u;

		if (bits == 0 || (bits > 8 && (digits & 0xff) == 0))
			return false; /* no digit, too many, leading zero */
		if (i < 3 && (low >> bits & 0xff) != '.')
			return false;
		digits <<= 32 - bits;
		v = (digits >> 24) + 10 * (digits >> 16 & 0xff) +
		    100 * (digits >> 8 & 0xff);
		if (v > 255)
			return false;
		b[i] = (uint8_t)v;
		bits += 8;
		used += bits / 8;
		low = low >> bits | high << (64 - bits);
		high >>= bits;
	}
	return used == n + 1;
}

/* The groups read so far; `gap` of them stand before the "::", if any. */
struct groups {
	uint8_t b[16];
	unsigned n;
	int gap;
};

/* One group, or the dotted quad that may stand for the last two. */
static bool
group_parse(struct groups *g, const char **at, const char *end, struct fault *f)
{
	const char *from = *at, *s = from;
	unsigned v = 0, digit;

	if (g->n == GROUPS)
		return fault(f, s, 0, "more than eight groups");
	for (; s < end && (digit = text_hex_digit(*s)) < 16; s++) {
		if (s - from == 4)
			return fault(f, s, 0, "group of over four digits");
		v = v << 4 | digit;
	}
	if (s > from && s < end && *s == '.') {
		if (g->n > GROUPS - 2)
			return fault(f, from, 0, "more than eight groups");
		*at = end;
		g->n += 2;
		return ip4_parse(g->b + 2 * g->n - 4, from, end, f);
	}
	if (s < end && *s == '%')
		return fault(f, s, 0, "a zone is not part of an address");
	if (s == from || (s < end && *s != ':'))
		return fault(f, s, 0,
		    s < end && *s == ':' ? "a colon too many"
					 : "not a hex digit");
	g->b[2 * g->n] = (uint8_t)(v >> 8);
	g->b[2 * g->n + 1] = (uint8_t)v;
	g->n++;
	*at = s;
	return true;
}

/* What joins two groups; at the end of the text only a "::" may stand. */
static bool
colons_parse(
    struct groups *g, const char **at, const char *end, struct fault *f)
{
	const char *s = *at;

	if (s + 1 < end && s[1] == ':') {
		if (g->gap >= 0)
			return fault(f, s, 0, "a second \"::\"");
		g->gap = (int)g->n;
		*at = s + 2;
		return true;
	}
	if (g->n == 0 || s + 1 == end)
		return fault(f, s, 0, "a lone colon");
	*at = s + 1;
	return true;
}

static bool
ip6_parse(uint8_t b[16], const char *s, const char *end, struct fault *f)
{
	struct groups g = { .gap = -1 };
	const char *start = s;
	unsigned before, after;

	while (s < end) {
		if ((s > start || *s == ':') && !colons_parse(&g, &s, end, f))
			return false;
		if (s < end && !group_parse(&g, &s, end, f))
			return false;
	}
	if (g.gap < 0 && g.n < GROUPS)
		return fault(f, end, 0, "fewer than eight groups");
	if (g.gap >= 0 && g.n == GROUPS)
		return fault(f, start, 0, "\"::\" beside eight groups");
	before = g.gap < 0 ? 2 * GROUPS : 2 * (unsigned)g.gap;
	after = 2 * g.n - (g.gap < 0 ? 2 * GROUPS : before);
	memset(b, 0, 16);
	memcpy(b, g.b, before);
	memcpy(b + 16 - after, g.b + before, after);
	return true;
}

bool
addr_parse(struct addr *a, const char *s, size_t n, struct fault *f)
{
	struct addr got = { .ip = ADDR_IP4 };

	if (n == 0)
		return fault(f, s, 0, "an address is missing");
	if (!ip4_parse_quick(got.b, s, n)) {
		got.ip = memchr(s, ':', n) != NULL ? ADDR_IP6 : ADDR_IP4;
		if (got.ip == ADDR_IP6 ? !ip6_parse(got.b, s, s + n, f)
				       : !ip4_parse(got.b, s, s + n, f))
			return false;
	}
	*a = got;
	return true;
}

static inline char *
ip4_format(const uint8_t *b, char *to)
{
	to = text_put_u8(to, b[0]);
	*to++ = '.';
	to = text_put_u8(to, b[1]);
	*to++ = '.';
	to = text_put_u8(to, b[2]);
	*to++ = '.';
	to = text_put_u8(to, b[3]);
	*to = '\0';
	return to;
}

static char *
group_format(unsigned v, char *to)
{
	static const char digit[] = "0123456789abcdef";

	if (v > 0xfff)
		*to++ = digit[v >> 12];
	if (v > 0xff)
		*to++ = digit[v >> 8 & 15];
	if (v > 0xf)
		*to++ = digit[v >> 4 & 15];
	*to++ = digit[v & 15];
	return to;
}

/*
 * RFC 5952 4.2: "::" is for the longest run of zeros, the first of equals,
 * and not for a single group. Returns its length, 0 when there is none.
 */
static unsigned
zeros_find(const unsigned v[GROUPS], unsigned *from)
{
	unsigned best = 1, run = 0;

	*from = GROUPS;
	for (unsigned i = 0; i < GROUPS; i++) {
		run = v[i] == 0 ? run + 1 : 0;
		if (run > best) {
			best = run;
			*from = i + 1 - run;
		}
	}
	return best > 1 ? best : 0;
}

static char *
ip6_format(const uint8_t *b, char *to)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned v[GROUPS], from, zeros;

	if (memcmp(b, mapped, sizeof(mapped)) == 0) { /* RFC 5952 5 */
		memcpy(to, "::ffff:", 7);
		return ip4_format(b + 12, to + 7);
	}
	for (unsigned i = 0; i < GROUPS; i++)
		v[i] = (unsigned)b[2 * i] << 8 | b[2 * i + 1];
	zeros = zeros_find(v, &from);
	for (unsigned i = 0; i < GROUPS; i++) {
		if (i == from) {
			*to++ = ':';
			i += zeros - 1;
			if (i == GROUPS - 1)
				*to++ = ':';
			continue;
		}
		if (i > 0)
			*to++ = ':';
		to = group_format(v[i], to);
	}
	*to = '\0';
	return to;
}

char *
addr_format(const struct addr *a, char *to)
{
	if (a->ip == ADDR_IP4)
		return ip4_format(a->b, to);
	if (a->ip == ADDR_IP6)
		return ip6_format(a->b, to);
	*to = '\0';
	return to;
}

int
addr_cmp(const struct addr *a, const struct addr *b)
{
	if (a->ip != b->ip)
		return a->ip < b->ip ? -1 : 1;
	return memcmp(a->b, b->b, sizeof(a->b));
}

bool
addr_is_link_local(const struct addr *a)
{
	return a->ip == ADDR_IP6 && a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80;
}

bool
addr_is_multicast(const struct addr *a)
{
	return a->ip == ADDR_IP4 ? a->b[0] >> 4 == 14
				 : a->ip == ADDR_IP6 && a->b[0] == 0xff;
}

bool
addr_is_loopback(const struct addr *a)
{
	static const uint8_t ip6[16] = { [15] = 1 };

	return a->ip == ADDR_IP4 ? a->b[0] == 127
				 : memcmp(a->b, ip6, sizeof(ip6)) == 0;
}

bool
addr_is_unspecified(const struct addr *a)
{
	static const uint8_t zeros[16];

	return a->ip != ADDR_NONE && memcmp(a->b, zeros, sizeof(zeros)) == 0;
}
