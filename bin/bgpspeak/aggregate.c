/* The aggregates that the router record names. */
#include "base/mem.h"
#include "speaker.h"
#include "value/family.h"

#include <stdlib.h>

/* One of them, with the policies that judge it. */
struct named {
	uint16_t table;
	struct prefix prefix;
	struct bgp_chain *chain;
	bool wanted; /* by the router record as it is now */
};

struct naming {
	uint16_t source;
	struct named *at;
	size_t n, room;
};

static uint16_t
table_of(const struct speaker *sp, const struct rec_aggregate *r)
{
	return bgp_rib_table(sp->rib, HAS(r, aggregate, vrf) ? r->vrf : "",
	    r->prefix.addr.ip == ADDR_IP6 ? FAMILY_IPV6_UNICAST
					  : FAMILY_IPV4_UNICAST);
}

static struct named *
named_for(struct speaker *sp, const struct rec_aggregate *r)
{
	struct naming *all = sp->named;
	uint16_t table = table_of(sp, r);
	struct named *n;

	for (size_t i = 0; i < all->n; i++) {
		n = &all->at[i];
		if (n->table == table &&
		    prefix_cmp(&n->prefix, &r->prefix) == 0)
			return n;
	}
	all->at = mem_grow(all->at, &all->room, all->n, sizeof(*all->at));
	n = &all->at[all->n++];
	*n = (struct named){ .table = table, .prefix = r->prefix };
	return n;
}

static void
take(struct speaker *sp, const struct rec_aggregate *r)
{
	const struct rec_router *router = &sp->router->router;
	struct named *n = named_for(sp, r);
	struct bgp_chain *old = n->chain;

	n->wanted = true;
	n->chain = bgp_chain_new(sp->policies, &r->policy, BGP_CHAIN_OPEN);
	bgp_aggregates_set(
	    sp->aggregates, &(struct bgp_aggregate){
				.table = n->table,
				.prefix = n->prefix,
				.summary_only = r->summary_only,
				.as_set = r->as_set,
				.same_med = r->same_med,
				.chain = n->chain,
				.as = as_outside(router),
				.router_id = addr_u32(&router->router_id),
			    });
	bgp_chain_free(old);
}

/* The last of the array takes the place of the one that goes. */
static void
drop(struct speaker *sp, size_t at)
{
	struct naming *all = sp->named;
	struct named *n = &all->at[at];

	bgp_aggregates_del(sp->aggregates, n->table, &n->prefix);
	bgp_chain_free(n->chain);
	all->at[at] = all->at[--all->n];
}

void
aggregate_change(struct speaker *sp)
{
	struct bgp_source *source = bgp_rib_source(sp->rib, sp->named->source);

	for (size_t i = 0; i < sp->named->n; i++)
		sp->named->at[i].wanted = false;
	if (sp->router != NULL) {
		const struct rec_router *r = &sp->router->router;

		source->as = r->as;
		source->router_id = addr_u32(&r->router_id);
		for (uint32_t i = 0; i < r->aggregates.n; i++)
			take(sp, &r->aggregates.at[i]);
	}
	for (size_t i = sp->named->n; i-- > 0;)
		if (!sp->named->at[i].wanted)
			drop(sp, i);
	speaker_work(sp);
}

void
aggregate_open(struct speaker *sp)
{
	static const struct bgp_source source = {
		.name = "aggregate",
		.protocol = "aggregate",
		.local = true,
	};

	sp->named = mem_zalloc(sizeof(*sp->named));
	sp->named->source = bgp_rib_source_add(sp->rib, &source);
	sp->aggregates = bgp_aggregates_new(sp->rib, sp->named->source);
	bgp_export_aggregates(sp->export, sp->aggregates);
}

void
aggregate_close(struct speaker *sp)
{
	bgp_export_aggregates(sp->export, NULL);
	bgp_aggregates_free(sp->aggregates);
	for (size_t i = 0; i < sp->named->n; i++)
		bgp_chain_free(sp->named->at[i].chain);
	free(sp->named->at);
	free(sp->named);
}
