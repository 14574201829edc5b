/* as4=yes and its like. */
#include "message/bgp_assume.h"

#include "value/family.h"

static bool
is(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(s, word, n) == 0;
}

static bool
yes_or_no(bool *to, bool *known, const char *s, size_t n, struct fault *f)
{
	*to = is(s, n, "yes");
	*known = *to || is(s, n, "no");
	return *known || fault(f, s, 0, "is neither yes nor no");
}

static bool
add_path(struct bgp_reading *to, const char *s, size_t n, struct fault *f)
{
	struct bgp_codec *c = &to->codec;
	uint32_t family;

	to->add_path_known = true;
	if (is(s, n, "no")) {
		c->add_path_n = 0;
		return true;
	}
	if (!family_parse(&family, s, n, NULL))
		return fault(f, s, 0, "is no family, as ipv4_unicast, nor no");
	if (bgp_codec_add_path(c, family))
		return true;
	if (c->add_path_n == BGP_MAX_FAMILIES)
		return fault(f, s, 0, "is one family too many");
	c->add_path[c->add_path_n++] = family;
	return true;
}

bool
bgp_assume_parse(
    struct bgp_reading *to, const char *s, size_t n, struct fault *f)
{
	const char *value = memchr(s, '=', n);
	size_t key = value == NULL ? n : (size_t)(value - s);
	size_t left = value == NULL ? 0 : n - key - 1;

	if (value != NULL && is(s, key, "as4"))
		return yes_or_no(
		    &to->codec.as4, &to->as4_known, value + 1, left, f);
	if (value != NULL && is(s, key, "extended"))
		return yes_or_no(&to->codec.extended, &to->extended_known,
		    value + 1, left, f);
	if (value != NULL && is(s, key, "add_path"))
		return add_path(to, value + 1, left, f);
	return fault(
	    f, s, 0, "is none of as4=yes|no, add_path=FAMILY, extended=yes|no");
}
