/* RFC 6811, against a list that is walked from end to end. */
#include "core/rpki.h"

#include "../../t.h"

static struct prefix
prefix(const char *s)
{
	struct prefix p = { 0 };

	CHECK(prefix_parse(&p, s, strlen(s), NULL));
	return p;
}

static struct roa
roa(const char *s, uint8_t max_length, uint32_t as)
{
	return (struct roa){ prefix(s), max_length, as };
}

static enum rpki_state
judge(const struct rpki *r, const char *s, uint32_t as)
{
	struct prefix p = prefix(s);

	return rpki_validate(r, &p, as);
}

static void
a_route_is_valid_when_one_roa_matches_and_invalid_when_others_cover(void)
{
	static const struct {
		const char *prefix;
		uint32_t as;
		enum rpki_state state;
	} rows[] = {
		{ "192.0.2.0/24", 64500, RPKI_VALID },
		{ "192.0.2.0/24", 64501, RPKI_INVALID },
		{ "192.0.2.0/24", 0, RPKI_INVALID }, /* ends with a set */
		{ "192.0.2.0/25", 64500, RPKI_INVALID },
		{ "192.0.0.0/23", 64500, RPKI_NOT_FOUND },
		{ "10.0.0.0/16", 64502, RPKI_VALID },
		{ "10.9.0.0/24", 64502, RPKI_VALID },
		{ "10.9.0.0/25", 64502, RPKI_INVALID },
		{ "10.1.0.0/16", 64503, RPKI_VALID }, /* of a longer ROA */
		{ "10.2.0.0/16", 64503, RPKI_INVALID },
		{ "198.51.100.0/24", 64500, RPKI_INVALID }, /* AS 0 */
		{ "198.51.100.0/24", 0, RPKI_INVALID },
		{ "2001:db8::/32", 64500, RPKI_VALID },
		{ "2001:db8::/49", 64500, RPKI_INVALID },
		{ "2001:db9::/32", 64500, RPKI_NOT_FOUND },
		{ "0.0.0.0/0", 64500, RPKI_NOT_FOUND },
	};
	struct roa roas[] = {
		roa("192.0.2.0/24", 24, 64500),
		roa("10.0.0.0/8", 24, 64502),
		roa("10.1.0.0/16", 16, 64503),
		roa("198.51.100.0/24", 24, 0),
		roa("2001:db8::/32", 48, 64500),
	};
	struct rpki *r = rpki_new();

	for (size_t i = 0; i < sizeof(roas) / sizeof(roas[0]); i++)
		rpki_add(r, &roas[i]);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK(judge(r, rows[i].prefix, rows[i].as) == rows[i].state);
	rpki_free(r);
}

static void
what_is_said_twice_is_there_once(void)
{
	struct roa one = roa("192.0.2.0/24", 24, 64500);
	struct rpki *r = rpki_new();

	CHECK(rpki_add(r, &one) && !rpki_add(r, &one));
	CHECK(rpki_count(r) == 1);
	CHECK(rpki_remove(r, &one) && !rpki_remove(r, &one));
	CHECK(judge(r, "192.0.2.0/24", 64500) == RPKI_NOT_FOUND);
	CHECK(rpki_count(r) == 0);
	rpki_free(r);
}

static void
any_of_several_sources_may_match(void)
{
	struct roa a = roa("192.0.2.0/24", 24, 64500);
	struct roa b = roa("192.0.2.0/24", 24, 64501);
	struct prefix p = a.prefix;
	struct rpki *two[] = { rpki_new(), rpki_new() };
	struct rpki_sources all = { 2, two };

	rpki_add(two[0], &a);
	CHECK(rpki_judge(&all, &p, 64500) == RPKI_VALID);
	CHECK(rpki_judge(&all, &p, 64501) == RPKI_INVALID);
	rpki_add(two[1], &b);
	CHECK(rpki_judge(&all, &p, 64500) == RPKI_VALID);
	CHECK(rpki_judge(&all, &p, 64501) == RPKI_VALID);
	CHECK(rpki_judge(&all, &p, 64502) == RPKI_INVALID);
	all.n = 0;
	CHECK(rpki_judge(&all, &p, 64500) == RPKI_NOT_FOUND);
	rpki_free(two[0]);
	rpki_free(two[1]);
}

enum { SPACE = 64, ROUNDS = 20000 };

/* The same by walking all there is. */
static enum rpki_state
judge_slowly(const struct roa *all, const bool *there, const struct prefix *p,
    uint32_t as)
{
	enum rpki_state state = RPKI_NOT_FOUND;

	for (unsigned i = 0; i < SPACE; i++) {
		if (!there[i] || !prefix_covers(&all[i].prefix, p))
			continue;
		if (all[i].as == as && p->len <= all[i].max_length)
			return RPKI_VALID;
		state = RPKI_INVALID;
	}
	return state;
}

static void
any_order_of_changes_gives_what_a_list_gives(void)
{
	struct roa all[SPACE];
	bool there[SPACE] = { 0 };
	struct rpki *r = rpki_new();
	uint64_t state = 1;

	for (unsigned i = 0; i < SPACE; i++) {
		struct prefix p = { addr_ip4(0x0a000000 | (i % 8) << 20),
			(uint8_t)(8 + i % 3 * 4) };

		all[i] = (struct roa){ prefix_mask(p), (uint8_t)(p.len + i % 5),
			64500 + i };
	}
	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned at = t_draw(&state) % SPACE;
		struct prefix p = { addr_ip4(
					0x0a000000 |
					(uint32_t)(t_draw(&state) % 8) << 20),
			(uint8_t)(8 + t_draw(&state) % 12) };
		uint32_t as = 64500 + (uint32_t)(t_draw(&state) % SPACE);

		if (there[at])
			CHECK(rpki_remove(r, &all[at]));
		else
			CHECK(rpki_add(r, &all[at]));
		there[at] = !there[at];
		p = prefix_mask(p);
		CHECK(rpki_validate(r, &p, as) ==
		      judge_slowly(all, there, &p, as));
	}
	rpki_free(r);
}

int
main(void)
{
	RUN(a_route_is_valid_when_one_roa_matches_and_invalid_when_others_cover);
	RUN(what_is_said_twice_is_there_once);
	RUN(any_of_several_sources_may_match);
	RUN(any_order_of_changes_gives_what_a_list_gives);
	return DONE();
}
