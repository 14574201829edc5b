/* Routes of this machine into the RIB, as the router record names them. */
#include "core/store.h"
#include "speaker.h"

#include <string.h>

static const char *const protocols[NORIGINS] = {
	"connected",
	"static",
	"kernel",
};

/* The policies for the protocol, or NULL: it is not redistributed. */
static const rec_names *
names_for(const struct speaker *sp, unsigned i)
{
	const struct rec_redistribute *r;

	if (sp->router == NULL ||
	    !HAS(&sp->router->router, router, redistribute))
		return NULL;
	r = &sp->router->router.redistribute;
	switch (i) {
	case 0:
		return HAS(r, redistribute, connected) ? &r->connected : NULL;
	case 1:
		return HAS(r, redistribute, static_) ? &r->static_ : NULL;
	default:
		return HAS(r, redistribute, kernel) ? &r->kernel : NULL;
	}
}

/* "kernel" are all that is neither connected nor static: other daemons'. */
static unsigned
origin_of(const struct rec_route *r)
{
	for (unsigned i = 0; i < NORIGINS; i++)
		if (strcmp(r->protocol, protocols[i]) == 0)
			return i;
	return NORIGINS - 1;
}

static bool
is_ours_to_tell(const struct rec_route *r)
{
	return !HAS(r, route, rib) && !HAS(r, route, vrf) &&
	       HAS(r, route, prefix) && HAS(r, route, protocol) &&
	       (r->family == FAMILY_IPV4_UNICAST ||
		   r->family == FAMILY_IPV6_UNICAST) &&
	       !addr_is_link_local(&r->prefix.addr);
}

/*
 * Without a MED: the kernel's metric is a preference among its own routes (256
 * for each IPv6 network), and no distance that a neighbour should compare.
 */
static void
put(struct speaker *sp, const struct rec_route *r, bool del)
{
	struct origin *o = &sp->origins[origin_of(r)];

	if (!is_ours_to_tell(r) || o->import.chain == NULL)
		return;
	o->import.now = speaker_now();
	bgp_import_local(&o->import, r->family, &r->prefix, 0, del);
	speaker_work(sp);
}

static void
put_all(struct speaker *sp, unsigned i)
{
	const struct store *store = stage_store(sp->stage);
	const struct rec *r;
	uint32_t at = 0;

	while ((r = store_next(store, REC_ROUTE, &at)) != NULL)
		if (HAS(&r->route, route, protocol) &&
		    origin_of(&r->route) == i)
			put(sp, &r->route, false);
}

/* ---- by the router record ---- */

static void
begin(struct speaker *sp, unsigned i, const rec_names *names)
{
	struct origin *o = &sp->origins[i];
	struct bgp_source source = {
		.protocol = protocols[i],
		.local = true,
		.as = sp->router->router.as,
		.router_id = addr_u32(&sp->router->router.router_id),
	};

	memcpy(source.name, protocols[i], strlen(protocols[i]) + 1);
	o->source = bgp_rib_source_add(sp->rib, &source);
	o->import = (struct bgp_import){
		.rib = sp->rib,
		.hops = sp->hops,
		.chain = bgp_chain_new(sp->policies, names, BGP_CHAIN_OPEN),
		.source = o->source,
		.vrf = "",
		.local_as = source.as,
		.router_id = source.router_id,
		.cluster_id = source.router_id,
	};
	put_all(sp, i);
}

static void
end(struct speaker *sp, struct origin *o)
{
	bgp_rib_source_remove(sp->rib, o->source);
	bgp_chain_free(o->import.chain);
	o->import.chain = NULL;
	speaker_work(sp);
}

static void
swap(struct speaker *sp, struct origin *o, const rec_names *names)
{
	struct bgp_chain *old = o->import.chain;

	o->import.chain = bgp_chain_new(sp->policies, names, BGP_CHAIN_OPEN);
	if (old != o->import.chain) {
		bgp_import_refilter(&o->import);
		speaker_work(sp);
	}
	bgp_chain_free(old);
}

void
redistribute_change(struct speaker *sp)
{
	for (unsigned i = 0; i < NORIGINS; i++) {
		const rec_names *names = names_for(sp, i);
		struct origin *o = &sp->origins[i];

		if (names == NULL && o->import.chain != NULL)
			end(sp, o);
		else if (names != NULL && o->import.chain == NULL)
			begin(sp, i, names);
		else if (names != NULL)
			swap(sp, o, names);
	}
}

/* Another metric is another record; the prefix goes with the last of them. */
static bool
is_last(struct speaker *sp, const struct rec_route *r)
{
	return is_ours_to_tell(r) &&
	       prefix_count_del(
		   &sp->redistributed, (uint8_t)origin_of(r), &r->prefix) == 0;
}

void
redistribute_route(
    struct speaker *sp, const struct rec *old, const struct rec *new)
{
	if (new == NULL) {
		bgp_hops_route(sp->hops, &old->route, true);
		if (is_last(sp, &old->route))
			put(sp, &old->route, true);
	} else {
		bgp_hops_route(sp->hops, &new->route, false);
		if (old == NULL && is_ours_to_tell(&new->route))
			prefix_count_add(&sp->redistributed,
			    (uint8_t)origin_of(&new->route),
			    &new->route.prefix);
		put(sp, &new->route, false);
	}
	speaker_work(sp);
}

void
redistribute_free(struct speaker *sp)
{
	for (unsigned i = 0; i < NORIGINS; i++)
		if (sp->origins[i].import.chain != NULL)
			bgp_chain_free(sp->origins[i].import.chain);
	prefix_count_fini(&sp->redistributed);
}
