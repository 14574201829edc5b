/* What an aggregate says of the routes beneath it (RFC 4271 9.2.2.2). */
#include "core/bgp_summary.h"

#include "../../t.h"
#include "core/bgp_set.h"

enum { MANY = 300 };

struct world {
	struct bgp_sets *sets;
	struct bgp_summary sum;
	uint8_t room[BGP_SUMMARY_ROOM];
	struct bgp_attrs a; /* of the last look */
};

static struct world
begin(bool as_set)
{
	return (struct world){ .sets = bgp_sets_new(),
		.sum = { .as_set = as_set, .same_med = true } };
}

static void
end(struct world *w)
{
	bgp_summary_fini(&w->sum);
	CHECK(bgp_sets_count(w->sets) == 0);
	bgp_sets_free(w->sets);
}

/* A path in words: "1 2 {3 4}"; a letter is the type of a segment. */
static struct bgp_as_path
path_of(const char *text, uint8_t *room, size_t size)
{
	struct wbuf w = wbuf(room, size);
	uint8_t type = BGP_AS_SEQUENCE;

	for (; *text != '\0'; text++) {
		if (*text == '{')
			type = BGP_AS_SET;
		else if (*text == '}')
			type = BGP_AS_SEQUENCE;
		else if (*text == '(')
			type = BGP_AS_CONFED_SEQUENCE;
		else if (*text == ')')
			type = BGP_AS_SEQUENCE;
		if (*text < '0' || *text > '9')
			continue;
		put_u8(&w, type); /* each in a segment of its own */
		put_u8(&w, 1);
		put_u32(&w, (uint32_t)(*text - '0'));
	}
	return bgp_as_path_of(room, &w);
}

static struct bgp_set *
set_of(struct world *w, const char *path, struct bgp_attrs a)
{
	uint8_t room[256];

	a.has |= 1u << BGP_ORIGIN | 1u << BGP_AS_PATH;
	a.as_path = path_of(path, room, sizeof(room));
	return bgp_sets_intern(w->sets, &a, NULL, 0);
}

static void
count(struct world *w, const char *path, struct bgp_attrs a, int by)
{
	struct bgp_set *set = set_of(w, path, a);

	bgp_summary_count(&w->sum, set, by);
	bgp_set_drop(w->sets, set);
}

static void
look(struct world *w)
{
	struct wbuf to = wbuf(w->room, sizeof(w->room));

	bgp_summary_attrs(&w->sum, &to, &w->a);
	CHECK(!to.bad);
}

/* The path in words again. */
static const char *
path_now(struct world *w)
{
	static char text[2048];
	struct bgp_as_path path = w->a.as_path;
	struct bgp_segment seg;
	size_t n = 0;

	text[0] = '\0';
	while (bgp_segment_next(&path, &seg))
		for (unsigned i = 0; i < seg.n; i++)
			n += (size_t)sprintf(text + n,
			    seg.type == BGP_AS_SET ? "{%u}" : "%u",
			    bgp_segment_asn(&seg, i));
	return text;
}

static bool
is_path(struct world *w, const char *want)
{
	look(w);
	return strcmp(path_now(w), want) == 0;
}

static void
the_worst_origin_is_that_of_all(void)
{
	struct world w = begin(false);

	count(&w, "1", (struct bgp_attrs){ .origin = BGP_IGP }, 1);
	look(&w);
	CHECK(w.a.origin == BGP_IGP);
	count(&w, "1", (struct bgp_attrs){ .origin = BGP_INCOMPLETE }, 1);
	look(&w);
	CHECK(w.a.origin == BGP_INCOMPLETE);
	count(&w, "1", (struct bgp_attrs){ .origin = BGP_EGP }, 1);
	count(&w, "1", (struct bgp_attrs){ .origin = BGP_INCOMPLETE }, -1);
	look(&w);
	CHECK(w.a.origin == BGP_EGP);
	end(&w);
}

static void
without_as_set_the_path_is_empty_and_it_is_atomic(void)
{
	struct world w = begin(false);

	count(&w, "12", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "") && bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	end(&w);
}

/* RFC 4271 5.1.6: it says that AS numbers were left out. */
static void
of_routes_of_our_own_nothing_is_left_out(void)
{
	struct world w = begin(false);

	count(&w, "", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "") && !bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	count(&w, "1", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "") && bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	count(&w, "1", (struct bgp_attrs){ 0 }, -1);
	CHECK(is_path(&w, "") && !bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	end(&w);
}

static void
one_that_is_atomic_makes_all_so(void)
{
	struct world w = begin(true);
	struct bgp_attrs atomic = { .has = 1u << BGP_ATOMIC_AGGREGATE };

	count(&w, "12", (struct bgp_attrs){ 0 }, 1);
	look(&w);
	CHECK(!bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	count(&w, "12", atomic, 1);
	look(&w);
	CHECK(bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	end(&w);
}

static void
what_all_paths_begin_with_stays_a_sequence(void)
{
	struct world w = begin(true);

	count(&w, "123", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "123"));
	count(&w, "125", (struct bgp_attrs){ .med = 1 }, 1);
	CHECK(is_path(&w, "12{3}{5}"));
	count(&w, "1{24}", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "1{2}{3}{4}{5}"));
	count(&w, "7", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "{1}{2}{3}{4}{5}{7}"));
	CHECK(!bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	count(&w, "7", (struct bgp_attrs){ 0 }, -1);
	count(&w, "1{24}", (struct bgp_attrs){ 0 }, -1);
	count(&w, "125", (struct bgp_attrs){ .med = 1 }, -1);
	CHECK(is_path(&w, "123"));
	end(&w);
}

static void
one_of_our_own_leaves_no_common_sequence(void)
{
	struct world w = begin(true);

	count(&w, "12", (struct bgp_attrs){ 0 }, 1);
	count(&w, "", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "{1}{2}"));
	end(&w);
}

static void
what_is_prepended_counts_as_it_stands(void)
{
	struct world w = begin(true);

	count(&w, "1122", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "1122"));
	count(&w, "12", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "1{2}"));
	end(&w);
}

static void
segments_of_a_confederation_are_no_part_of_it(void)
{
	struct world w = begin(true);

	count(&w, "(89)12", (struct bgp_attrs){ 0 }, 1);
	CHECK(is_path(&w, "12"));
	end(&w);
}

static void
communities_of_all_are_kept_once_and_in_order(void)
{
	static const uint8_t x[] = { 0, 1, 0, 9, 0, 1, 0, 2 };
	static const uint8_t y[] = { 0, 1, 0, 5, 0, 1, 0, 9 };
	static const uint8_t all[] = { 0, 1, 0, 2, 0, 1, 0, 5, 0, 1, 0, 9 };
	struct bgp_attrs a = { .has = 1u << BGP_COMMUNITIES,
		.communities = rbuf(x, sizeof(x)) };
	struct bgp_attrs b = { .has = 1u << BGP_COMMUNITIES,
		.communities = rbuf(y, sizeof(y)) };
	struct world w = begin(false);

	count(&w, "", a, 1);
	count(&w, "", b, 1);
	look(&w);
	CHECK(rbuf_left(&w.a.communities) == sizeof(all) &&
	      memcmp(w.a.communities.at, all, sizeof(all)) == 0);
	count(&w, "1", a, 1); /* AS numbers are left out: RFC 1997 */
	look(&w);
	CHECK(!bgp_has(&w.a, BGP_COMMUNITIES));
	count(&w, "1", a, -1);
	count(&w, "", a, -1);
	look(&w);
	CHECK(rbuf_left(&w.a.communities) == sizeof(y));
	end(&w);
}

static void
extended_and_large_ones_are_kept_too(void)
{
	struct bgp_attrs a = {
		.has = 1u << BGP_EXT_COMMUNITIES | UINT64_C(1)
						       << BGP_LARGE_COMMUNITIES,
		.ext_communities = rbuf("\0\2\0\1\0\0\0\2", 8),
		.large_communities = rbuf("\0\0\0\1\0\0\0\2\0\0\0\3", 12),
	};
	struct world w = begin(true);

	count(&w, "1", a, 1);
	count(&w, "2", (struct bgp_attrs){ 0 }, 1);
	look(&w);
	CHECK(rbuf_left(&w.a.ext_communities) == 8 &&
	      rbuf_left(&w.a.large_communities) == 12);
	end(&w);
}

static void
routes_of_different_meds_are_no_whole(void)
{
	struct bgp_attrs med = { .has = 1u << BGP_MED, .med = 7 };
	struct world w = begin(false);

	CHECK(!bgp_summary_is_whole(&w.sum));
	count(&w, "1", med, 1);
	count(&w, "2", med, 1);
	CHECK(bgp_summary_is_whole(&w.sum));
	count(&w, "3", (struct bgp_attrs){ 0 }, 1);
	CHECK(!bgp_summary_is_whole(&w.sum));
	count(&w, "3", (struct bgp_attrs){ 0 }, -1);
	CHECK(bgp_summary_is_whole(&w.sum));
	end(&w);
}

/* A message has room for so many; the rest is told as left out. */
static void
too_many_as_numbers_make_it_brief(void)
{
	struct world w = begin(true);
	struct bgp_set *sets[MANY];

	for (uint32_t i = 0; i < MANY; i++) {
		uint8_t room[16];
		struct wbuf p = wbuf(room, sizeof(room));
		struct bgp_attrs a = { .has = 1u << BGP_ORIGIN |
					      1u << BGP_AS_PATH };

		put_u8(&p, BGP_AS_SEQUENCE);
		put_u8(&p, 1);
		put_u32(&p, 1000 + i);
		a.as_path = bgp_as_path_of(room, &p);
		sets[i] = bgp_sets_intern(w.sets, &a, NULL, 0);
		bgp_summary_count(&w.sum, sets[i], 1);
	}
	look(&w);
	CHECK(rbuf_left(&w.a.as_path.raw) == 0);
	CHECK(bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	for (uint32_t i = 255; i < MANY; i++)
		bgp_summary_count(&w.sum, sets[i], -1);
	look(&w);
	CHECK(rbuf_left(&w.a.as_path.raw) == 2 + 255 * 4);
	CHECK(!bgp_has(&w.a, BGP_ATOMIC_AGGREGATE));
	for (uint32_t i = 0; i < MANY; i++)
		bgp_set_drop(w.sets, sets[i]);
	end(&w);
}

int
main(void)
{
	RUN(the_worst_origin_is_that_of_all);
	RUN(without_as_set_the_path_is_empty_and_it_is_atomic);
	RUN(of_routes_of_our_own_nothing_is_left_out);
	RUN(one_that_is_atomic_makes_all_so);
	RUN(what_all_paths_begin_with_stays_a_sequence);
	RUN(one_of_our_own_leaves_no_common_sequence);
	RUN(what_is_prepended_counts_as_it_stands);
	RUN(segments_of_a_confederation_are_no_part_of_it);
	RUN(communities_of_all_are_kept_once_and_in_order);
	RUN(extended_and_large_ones_are_kept_too);
	RUN(routes_of_different_meds_are_no_whole);
	RUN(too_many_as_numbers_make_it_brief);
	return DONE();
}
