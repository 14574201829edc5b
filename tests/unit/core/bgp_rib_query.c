/* Asking the RIB: exactly, by longest match, one after another. */
#include "../../t.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"
#include "value/family.h"

struct world {
	struct bgp_sets *sets;
	struct bgp_rib *rib;
	struct bgp_set *set;
	uint16_t table, source;
};

static void
begin(struct world *w)
{
	struct bgp_source s = { .protocol = "bgp" };
	struct bgp_attrs a = { .has = 1u << BGP_ORIGIN };

	*w = (struct world){ .sets = bgp_sets_new() };
	w->rib = bgp_rib_new(w->sets, NULL, &(struct bgp_decide_opts){ 0 });
	w->table = bgp_rib_table(w->rib, "", FAMILY_IPV4_UNICAST);
	w->source = bgp_rib_source_add(w->rib, &s);
	w->set = bgp_sets_intern(w->sets, &a, NULL, 0);
}

static void
end(struct world *w)
{
	bgp_rib_free(w->rib);
	bgp_set_drop(w->sets, w->set);
	CHECK(bgp_sets_count(w->sets) == 0);
	bgp_sets_free(w->sets);
}

static struct bgp_net
net(const struct world *w, const char *s)
{
	struct bgp_net n = { .table = w->table };

	CHECK(prefix_parse(&n.prefix, s, strlen(s), NULL));
	return n;
}

static void
put(struct world *w, const char *s, bool rejected)
{
	struct bgp_net n = net(w, s);

	bgp_rib_put(w->rib, &n,
	    &(struct bgp_offer){ .source = w->source,
		.set_in = w->set,
		.set = rejected ? NULL : w->set });
}

static void
match_is(const struct world *w, const char *host, const char *want)
{
	struct bgp_net n = net(w, host);
	uint32_t dest = bgp_rib_match(w->rib, &n);
	char text[PREFIX_TEXT] = "none";

	if (dest != BGP_NONE) {
		bgp_rib_net(w->rib, dest, &n);
		prefix_format(&n.prefix, text);
	}
	CHECK_STR(text, want);
}

static void
the_longest_match_is_one_that_has_a_best_path(void)
{
	struct world w;

	begin(&w);
	match_is(&w, "10.1.2.3/32", "none");
	put(&w, "10.0.0.0/8", false);
	put(&w, "10.1.0.0/16", false);
	put(&w, "10.1.2.0/24", true);
	match_is(&w, "10.1.2.3/32", "10.1.0.0/16");
	match_is(&w, "10.1.0.0/16", "10.1.0.0/16");
	match_is(&w, "10.0.0.0/15", "10.0.0.0/8");
	match_is(&w, "11.0.0.0/32", "none");
	put(&w, "10.1.2.0/24", false);
	match_is(&w, "10.1.2.3/32", "10.1.2.0/24");
	put(&w, "0.0.0.0/0", false);
	match_is(&w, "11.0.0.0/32", "0.0.0.0/0");
	end(&w);
}

static void
a_walk_meets_every_destination_once(void)
{
	struct world w;
	uint32_t at = 0, dest;
	unsigned seen = 0;

	begin(&w);
	for (unsigned i = 0; i < 100; i++) {
		char text[PREFIX_TEXT];

		snprintf(text, sizeof(text), "10.0.%u.0/24", i);
		put(&w, text, i % 2);
	}
	while ((dest = bgp_rib_walk(w.rib, w.table, &at)) != BGP_NONE) {
		struct bgp_net n;

		bgp_rib_net(w.rib, dest, &n);
		CHECK(bgp_rib_find(w.rib, &n) == dest);
		CHECK((bgp_rib_best(w.rib, dest) == NULL) ==
		      (n.prefix.addr.b[2] % 2 == 1));
		seen++;
	}
	CHECK(seen == 100);
	CHECK(bgp_table_count(w.rib, w.table) == 50);
	CHECK(bgp_rib_memory(w.rib) > 100 * 40);
	end(&w);
}

int
main(void)
{
	RUN(the_longest_match_is_one_that_has_a_best_path);
	RUN(a_walk_meets_every_destination_once);
	return DONE();
}
