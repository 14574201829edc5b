/* Why a path of a destination was chosen, or was not. */
#include "core/bgp_explain.h"
#include "core/bgp_set.h"
#include "value/family.h"

#include "../../t.h"

struct world {
	struct bgp_sets *sets;
	struct bgp_rib *rib;
	struct bgp_net net;
};

/* A path through that neighbour AS; `neighbor` is its router id as well. */
static void
path(struct world *w, uint8_t neighbor, uint8_t as, uint32_t local_pref,
    uint32_t med, uint8_t flags)
{
	const uint8_t segment[] = { 2, 2, 0, 0, 0, as, 0, 0, 0, 9 };
	struct bgp_attrs a = {
		.has = 1u << BGP_ORIGIN | 1u << BGP_AS_PATH | 1u << BGP_MED |
		       1u << BGP_LOCAL_PREF,
		.as_path = { rbuf(segment, sizeof(segment)), 4 },
		.med = med,
		.local_pref = local_pref,
	};
	struct bgp_source s = {
		.protocol = "bgp",
		.external = true,
		.router_id = 0xc0000200u + neighbor,
		.address = addr_ip4(0x0a000000u + neighbor),
	};
	struct bgp_set *set = bgp_sets_intern(w->sets, &a, NULL, 0);

	snprintf(s.name, sizeof(s.name), "p%u", neighbor);
	bgp_rib_put(w->rib, &w->net,
	    &(struct bgp_offer){ .source = bgp_rib_source_add(w->rib, &s),
		.set_in = set,
		.set = set,
		.flags = flags });
	bgp_set_drop(w->sets, set);
}

static void
begin(struct world *w)
{
	*w = (struct world){ .sets = bgp_sets_new() };
	w->rib = bgp_rib_new(w->sets, NULL, &(struct bgp_decide_opts){ 0 });
	w->net.table = bgp_rib_table(w->rib, "", FAMILY_IPV4_UNICAST);
	CHECK(prefix_parse(&w->net.prefix, "10.0.0.0/8", 10, NULL));
}

static void
end(struct world *w)
{
	bgp_rib_free(w->rib);
	bgp_sets_free(w->sets);
}

/* "NAME STEP OWN OTHER WHOSE" of the neighbour's path. */
static void
explained(const struct world *w, const char *name, const char *want)
{
	uint32_t dest = bgp_rib_find(w->rib, &w->net);
	const struct bgp_path *p = bgp_rib_first(w->rib, dest);
	char own[BGP_RUNG_TEXT], others[BGP_RUNG_TEXT], text[400];
	struct bgp_explained e;

	while (strcmp(bgp_rib_source(w->rib, p->source)->name, name) != 0)
		p = bgp_rib_next(w->rib, p);
	if (!bgp_rib_explain(w->rib, dest, p, &e)) {
		CHECK_STR("not eligible", want);
		return;
	}
	if (e.other == NULL) {
		CHECK_STR(bgp_rung_name(e.rung), want);
		return;
	}
	bgp_rung_text(e.rung, &e.own, own);
	bgp_rung_text(e.rung, &e.others, others);
	snprintf(text, sizeof(text), "%s %s %s %s", bgp_rung_name(e.rung), own,
	    others, bgp_rib_source(w->rib, e.other->source)->name);
	CHECK_STR(text, want);
}

static void
a_path_alone_is_held_against_none(void)
{
	struct world w;

	begin(&w);
	path(&w, 1, 1, 100, 0, 0);
	explained(&w, "p1", "only_path");
	path(&w, 2, 2, 900, 0, BGP_PATH_REJECTED);
	explained(&w, "p1", "only_path");
	explained(&w, "p2", "not eligible");
	end(&w);
}

static void
each_loser_names_its_own_step(void)
{
	struct world w;

	begin(&w);
	path(&w, 1, 1, 200, 0, 0);
	path(&w, 2, 2, 100, 0, 0);
	path(&w, 3, 3, 200, 0, 0);
	explained(&w, "p1", "router_id 192.0.2.1 192.0.2.3 p3");
	explained(&w, "p2", "local_pref 100 200 p1");
	explained(&w, "p3", "router_id 192.0.2.3 192.0.2.1 p1");
	end(&w);
}

static void
med_is_lost_to_one_of_the_same_neighbour_as(void)
{
	struct world w;

	begin(&w);
	path(&w, 1, 7, 100, 500, 0); /* the best, of another AS */
	path(&w, 2, 8, 100, 30, 0);
	path(&w, 3, 8, 100, 20, 0);
	explained(&w, "p2", "med 30 20 p3");
	explained(&w, "p3", "router_id 192.0.2.3 192.0.2.1 p1");
	end(&w);
}

int
main(void)
{
	RUN(a_path_alone_is_held_against_none);
	RUN(each_loser_names_its_own_step);
	RUN(med_is_lost_to_one_of_the_same_neighbour_as);
	return DONE();
}
