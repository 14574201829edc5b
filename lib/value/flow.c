/* Operators of flow specifications (RFC 8955 4.2.1) as text and back. */
#include "value/flow.h"
#include "base/fault.h"
#include "base/text.h"
#include "value/names.h"

enum { /* RFC 8955 4.2.1.1, 4.2.1.2 */
	OP_END = 0x80,
	OP_AND = 0x40,
	OP_LENGTH = 0x30,
	OP_LESS = 0x04,
	OP_GREATER = 0x02,
	OP_EQUAL = 0x01,
	OP_NOT = 0x02,
	OP_MATCH = 0x01,
};

/* The longest of those with a common beginning comes first. */
static const struct name numeric[] = {
	{ OP_LESS | OP_EQUAL, "<=" },
	{ OP_GREATER | OP_EQUAL, ">=" },
	{ OP_LESS | OP_GREATER, "!=" },
	{ OP_EQUAL, "=" },
	{ OP_GREATER, ">" },
	{ OP_LESS, "<" },
	{ OP_LESS | OP_GREATER | OP_EQUAL, "true" },
	{ 0, "false" },
	{ 0, NULL },
};

static const struct name bitmask[] = {
	{ OP_NOT | OP_MATCH, "!=" },
	{ OP_NOT, "!" },
	{ OP_MATCH, "=" },
	{ 0, "" },
	{ 0, NULL },
};

static const struct name tcp_flags[] = {
	/* RFC 9293 3.1 */
	{ 0x001, "fin" },
	{ 0x002, "syn" },
	{ 0x004, "rst" },
	{ 0x008, "psh" },
	{ 0x010, "ack" },
	{ 0x020, "urg" },
	{ 0x040, "ece" },
	{ 0x080, "cwr" },
	{ 0x100, "ae" },
	{ 0, NULL },
};

static const struct name fragment[] = {
	/* RFC 8955 4.2.2.12 */
	{ 0x01, "dont_fragment" },
	{ 0x02, "is_fragment" },
	{ 0x04, "first_fragment" },
	{ 0x08, "last_fragment" },
	{ 0, NULL },
};

static const struct kind {
	const struct name *ops, *bits;
	uint8_t mask;    /* of the operator's octet */
	uint8_t longest; /* octets of a value */
} kinds[] = {
	[FLOW_NUMBER] = { numeric, NULL, 7, 8 },
	[FLOW_TCP_FLAGS] = { bitmask, tcp_flags, 3, 2 },
	[FLOW_FRAGMENT] = { bitmask, fragment, 3, 1 },
};

static size_t
value_length(uint8_t op)
{
	return (size_t)1 << (op >> 4 & 3);
}

/* true and false do not. */
static bool
asks_value(uint8_t op)
{
	uint8_t compare = op & (OP_LESS | OP_GREATER | OP_EQUAL);

	return compare != 0 && compare != (OP_LESS | OP_GREATER | OP_EQUAL);
}

static uint64_t
get_value(struct rbuf *r, uint8_t op)
{
	uint64_t v = 0;

	for (size_t n = value_length(op); n > 0; n--)
		v = v << 8 | get_u8(r);
	return v;
}

bool
flow_ops_take(struct rbuf *r, struct rbuf *ops, struct fault *f)
{
	const uint8_t *from = r->at;
	uint8_t op;

	do {
		op = get_u8(r);
		get_bytes(r, value_length(op));
		if (r->bad)
			return fault(
			    f, from, 0, "list of operators runs past the end");
	} while (!(op & OP_END));
	*ops = rbuf(from, (size_t)(r->at - from));
	return true;
}

bool
flow_ops_fit(struct rbuf ops, unsigned lengths)
{
	while (rbuf_left(&ops) > 0) {
		uint8_t op = get_u8(&ops);

		get_bytes(&ops, value_length(op));
		if (!(value_length(op) & lengths))
			return false;
	}
	return true;
}

/* The octets of the shortest form that holds the value. */
static unsigned
octets_of(uint64_t v, unsigned shortest)
{
	unsigned n = shortest;

	while (n < 8 && v >> (8 * n) != 0)
		n *= 2;
	return n;
}

bool
flow_ops_are_canonical(struct rbuf ops, enum flow_kind k, unsigned shortest)
{
	const struct kind *kind = &kinds[k];
	uint8_t no_and = OP_AND, op;

	while (rbuf_left(&ops) > 0) {
		uint64_t v;

		op = get_u8(&ops);
		v = get_value(&ops, op);
		if (value_length(op) != octets_of(v, shortest) ||
		    op & ~(OP_END | OP_AND | OP_LENGTH | kind->mask) ||
		    op & no_and ||
		    (kind->bits == NULL && v != 0 && !asks_value(op)))
			return false;
		no_and = 0;
	}
	return true;
}

/* ---- to text ---- */

static char *
put_bits(char *to, const struct name *names, uint64_t v)
{
	uint64_t left = v;

	for (; names->name != NULL; names++) {
		if (!(v & (unsigned)names->value))
			continue;
		if (left != v)
			*to++ = '+';
		to = stpcpy(to, names->name);
		left &= ~(uint64_t)names->value;
	}
	if (left == 0 && v != 0)
		return to;
	if (left != v)
		*to++ = '+';
	to = stpcpy(to, "0x");
	for (unsigned shift = 64; shift > 0; shift -= 4)
		if (shift == 4 || left >> (shift - 4) != 0)
			*to++ = "0123456789abcdef"[left >> (shift - 4) & 0xf];
	return to;
}

char *
flow_ops_format(struct rbuf ops, enum flow_kind k, char *to)
{
	const struct kind *kind = &kinds[k];
	const char *from = to;

	while (rbuf_left(&ops) > 0) {
		uint8_t op = get_u8(&ops);
		uint64_t v = get_value(&ops, op);
		const char *name = name_of(kind->ops, op & kind->mask);

		if (to != from) /* AND says nothing in the first */
			*to++ = op & OP_AND ? '&' : ' ';
		to = stpcpy(to, name);
		if (kind->bits != NULL)
			to = put_bits(to, kind->bits, v);
		else if (asks_value(op))
			to = text_put_u64(to, v);
	}
	*to = '\0';
	return to;
}

/* ---- from text ---- */

static bool
parse_hex(uint64_t *v, const char *s, size_t n, struct fault *f)
{
	*v = 0;
	if (n == 0 || n > 16)
		return fault(f, s, 0, "not 1 to 16 hex digits");
	for (; n > 0; n--, s++) {
		if (text_hex_digit(*s) > 15)
			return fault(f, s, 0, "not a hex digit");
		*v = *v << 4 | text_hex_digit(*s);
	}
	return true;
}

static bool
parse_bits(uint64_t *v, const struct name *names, const char *s,
    const char *end, struct fault *f)
{
	*v = 0;
	for (;;) {
		const char *to = memchr(s, '+', (size_t)(end - s));
		size_t n = (size_t)((to ? to : end) - s);
		uint64_t some;
		int bit;

		if (name_find(names, s, n, &bit))
			some = (uint64_t)bit;
		else if (n < 2 || memcmp(s, "0x", 2) != 0)
			return fault(f, s, 0, "neither a flag nor 0x");
		else if (!parse_hex(&some, s + 2, n - 2, f))
			return false;
		*v |= some;
		if (to == NULL)
			return true;
		s = to + 1;
	}
}

/* The operator at the start, which is then skipped; -1 where there is none. */
static int
parse_op(const struct name *ops, const char **s, const char *end)
{
	for (; ops->name != NULL; ops++) {
		size_t n = strlen(ops->name);

		if ((size_t)(end - *s) >= n && memcmp(*s, ops->name, n) == 0) {
			*s += n;
			return ops->value;
		}
	}
	return -1;
}

/* One operator and its value. */
static bool
parse_one(struct wbuf *w, const struct kind *kind, uint8_t op,
    unsigned shortest, const char *s, const char *end, struct fault *f)
{
	int found = parse_op(kind->ops, &s, end);
	unsigned n, code = 0;
	uint64_t v = 0;

	if (found < 0)
		return fault(f, s, 0, "an operator such as = is missing");
	if (kind->bits != NULL) {
		if (!parse_bits(&v, kind->bits, s, end, f))
			return false;
	} else if (!asks_value((uint8_t)found)) {
		if (s != end)
			return fault(f, s, 0, "a value too many");
	} else if (!text_u64(s, (size_t)(end - s), UINT64_MAX, &v, f)) {
		return false;
	}
	n = octets_of(v, shortest);
	if (n > kind->longest)
		return fault(f, s, 0, "more bits than the field has");
	while (1u << code < n)
		code++;
	put_u8(w, (unsigned)(op | found) | code << 4);
	put_be(w, v, n);
	return true;
}

bool
flow_ops_parse(struct wbuf *w, enum flow_kind k, unsigned shortest,
    const char *s, size_t n, struct fault *f)
{
	const char *end = s + n;
	uint8_t op = 0;

	for (;;) {
		const char *to = s;

		while (to < end && *to != ' ' && *to != '&')
			to++;
		if (to == end)
			return parse_one(
			    w, &kinds[k], op | OP_END, shortest, s, end, f);
		if (!parse_one(w, &kinds[k], op, shortest, s, to, f))
			return false;
		op = *to == '&' ? OP_AND : 0;
		s = to + 1;
	}
}
