/* A monitoring station that is slow, under random events. */
#include "bmp_bed.h"

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void
happen(struct bed *t, struct bgp_chain *none, uint32_t *seed)
{
	unsigned i = draw(seed, N), p = draw(seed, PREFIXES);
	struct bgp_target terms;

	switch (draw(seed, 40)) {
	case 0:
		if (t->up[i])
			go_down(t, i, draw(seed, 2));
		break;
	case 1:
		if (!t->up[i])
			come_up(t, i, draw(seed, 2));
		break;
	case 2: /* another import policy */
		t->w.n[i].in.chain =
		    t->w.n[i].in.chain == none ? t->w.all : none;
		bgp_import_refilter(&t->w.n[i].in);
		break;
	case 3: /* other terms of export: a longer path */
		if (!t->up[i])
			break;
		terms = target(&t->w, i);
		terms.true_as = draw(seed, 2) ? 64777 : 0;
		bgp_export_renew(t->w.x, t->w.n[i].member, &terms);
		break;
	case 4:
		bgp_rib_source_sweep(t->w.rib, t->w.n[i].in.source);
		break;
	default:
		if (t->up[i] && draw(seed, 3))
			announce(&t->w, i, p, draw(seed, 4));
		else if (t->up[i])
			withdraw(&t->w, i, p);
		break;
	}
}

/* Whatever happened while it was slow, in the end it knows what is so. */
static void
a_slow_station_knows_the_latest_state_in_the_end(void)
{
	for (uint32_t seed = 1; seed <= 60; seed++) {
		uint32_t s = seed * 7919;
		unsigned views = 1 + draw(&s, ALL_VIEWS);
		struct bgp_chain *none;
		struct bed t;

		lay(&t, views);
		none = chain(&t.w, "reject");
		for (unsigned n = 0; n < 2000; n++) {
			happen(&t, none, &s);
			if (draw(&s, 4) == 0)
				bmp_fill(t.b, &t.now, &t.out, 1 + draw(&s, 400),
				    draw(&s, 30));
			if (draw(&s, 10) == 0)
				read_all(&t);
			if (draw(&s, 10) == 0)
				bgp_rib_work(t.w.rib, draw(&s, 30));
			for (unsigned i = 0; i < N; i++)
				if (t.up[i] && draw(&s, 20) == 0)
					fill(&t.w, i, 1000, 20);
		}
		tell_all(&t);
		CHECK(knows_all(&t, views));
		for (unsigned i = 0; i < N; i++)
			CHECK(t.h.up[i] == t.up[i]);
		bgp_chain_free(none);
		lift(&t);
	}
}

int
main(void)
{
	RUN(a_slow_station_knows_the_latest_state_in_the_end);
	return DONE();
}
