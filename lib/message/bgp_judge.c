/* Neighbours and their chains, and judging records with them. */
#include "message/bgp_judge.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/bgp_set.h"
#include "message/bgp_route_set.h"
#include "wire/bgp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct judge_peer {
	struct rec *rec; /* owned */
	char address[ADDR_TEXT];
	struct bgp_chain *chain; /* NULL before bgp_judge_ask() */
};

/* Where routes are from, as they say it. */
struct origin {
	char *name, *protocol;         /* owned; name "" where there is none */
	const struct judge_peer *peer; /* the neighbour of that name, or NULL */
};

struct bgp_judge {
	struct bgp_sets *sets;
	struct bgp_policies *policies;
	struct rec *router;
	struct judge_peer *peers;
	size_t n, room;
	const struct rpki_sources *rpki;
	enum bgp_direction direction;
	struct bgp_chain *named; /* for all routes; NULL: each its own */
	const struct judge_peer *target;
	struct map by_origin;
	struct origin *origins;
	size_t n_origins, room_origins;
};

struct bgp_judge *
bgp_judge_new(void)
{
	struct bgp_judge *j = mem_zalloc(sizeof(*j));

	j->sets = bgp_sets_new();
	j->policies = bgp_policies_new(j->sets);
	return j;
}

void
bgp_judge_free(struct bgp_judge *j)
{
	for (size_t i = 0; i < j->n; i++) {
		bgp_chain_free(j->peers[i].chain);
		rec_free(j->peers[i].rec);
	}
	free(j->peers);
	for (size_t i = 0; i < j->n_origins; i++) {
		free(j->origins[i].name);
		free(j->origins[i].protocol);
	}
	free(j->origins);
	map_fini(&j->by_origin);
	bgp_chain_free(j->named);
	rec_free(j->router);
	bgp_policies_free(j->policies);
	bgp_sets_free(j->sets);
	free(j);
}

/* ---- configuration ---- */

static void
peer_put(struct bgp_judge *j, const struct rec *r)
{
	struct judge_peer *p;
	size_t i = 0;

	while (
	    i < j->n && strcmp(j->peers[i].rec->peer.name, r->peer.name) != 0)
		i++;
	if (i == j->n) {
		j->peers =
		    mem_grow(j->peers, &j->room, j->n, sizeof(*j->peers));
		j->peers[j->n++] = (struct judge_peer){ 0 };
	}
	p = &j->peers[i];
	rec_free(p->rec);
	p->rec = rec_dup(r);
	p->address[0] = '\0';
	if (HAS(&r->peer, peer, remote_address))
		addr_format(&r->peer.remote_address, p->address);
}

bool
bgp_judge_config(struct bgp_judge *j, const struct rec *r, bgp_file_fn *file,
    void *ctx, struct rec_fault *f)
{
	if (r->del)
		return true;
	if (r->type == REC_POLICY)
		return bgp_policies_set(j->policies, &r->policy, file, ctx, f);
	if (r->type == REC_PEER)
		peer_put(j, r);
	if (r->type == REC_ROUTER) {
		rec_free(j->router);
		j->router = rec_dup(r);
	}
	return true;
}

/* Our AS number; 0: no router is known. */
static uint32_t
local_as(const struct bgp_judge *j)
{
	return j->router != NULL ? j->router->router.as : 0;
}

void
bgp_judge_rpki(struct bgp_judge *j, const struct rpki_sources *rpki)
{
	bgp_policies_rpki(j->policies, rpki, local_as(j));
}

const struct rec_rpki *
bgp_judge_roas(const struct bgp_judge *j)
{
	if (j->router == NULL || !HAS(&j->router->router, router, rpki))
		return NULL;
	return &j->router->router.rpki;
}

/* ---- what is asked ---- */

/* RFC 8212: across a border nothing goes without a policy. */
static enum bgp_chain_default
otherwise(const struct bgp_judge *j, const struct rec_peer *p)
{
	return p->remote_as == local_as(j) ? BGP_CHAIN_OPEN : BGP_CHAIN_CLOSED;
}

static bool
is_whole(const struct bgp_chain *c, const char *of, char *why, size_t room)
{
	const char *missing = bgp_chain_missing(c);

	if (missing == NULL)
		return true;
	snprintf(why, room, "%s%s%spolicy \"%s\" does not exist",
	    of != NULL ? "peer \"" : "", of != NULL ? of : "",
	    of != NULL ? "\": " : "", missing);
	return false;
}

static bool
chain_make(struct bgp_judge *j, struct judge_peer *p, char *why, size_t room)
{
	const struct rec_peer *r = &p->rec->peer;

	p->chain = bgp_chain_new(j->policies,
	    j->direction == BGP_IMPORT ? &r->import : &r->export_,
	    otherwise(j, r));
	return is_whole(p->chain, r->name, why, room);
}

/* By its name, or its address as dumps have it. */
static struct judge_peer *
peer_find(const struct bgp_judge *j, const char *name)
{
	for (size_t i = 0; i < j->n; i++)
		if (strcmp(j->peers[i].rec->peer.name, name) == 0 ||
		    strcmp(j->peers[i].address, name) == 0)
			return &j->peers[i];
	return NULL;
}

bool
bgp_judge_ask(struct bgp_judge *j, enum bgp_direction direction,
    const char *peer, const rec_names *policies, char *why, size_t room)
{
	j->direction = direction;
	if (peer != NULL) {
		j->target = peer_find(j, peer);
		if (j->target == NULL) {
			snprintf(why, room, "peer \"%s\" does not exist", peer);
			return false;
		}
	}
	if (policies->n > 0) {
		j->named =
		    bgp_chain_new(j->policies, policies, BGP_CHAIN_CLOSED);
		return is_whole(j->named, NULL, why, room);
	}
	for (size_t i = 0; i < j->n; i++)
		if ((j->target == NULL || j->target == &j->peers[i]) &&
		    !chain_make(j, &j->peers[i], why, room))
			return false;
	return true;
}

/* ---- judging ---- */

struct origin_key {
	const char *name, *protocol;
};

static bool
origin_is(const void *ctx, uint32_t at, const void *key)
{
	const struct origin *o = &((const struct bgp_judge *)ctx)->origins[at];
	const struct origin_key *k = key;

	return strcmp(o->name, k->name) == 0 &&
	       strcmp(o->protocol, k->protocol) == 0;
}

/* Its handle, which is also the number that chains know it by. */
static uint32_t
origin_of(struct bgp_judge *j, const struct rec_route *r)
{
	const struct origin_key k = { HAS(r, route, peer) ? r->peer : "",
		HAS(r, route, protocol) ? r->protocol : "bgp" };
	uint32_t hash = (uint32_t)hash_bytes(k.name, strlen(k.name),
	    hash_bytes(k.protocol, strlen(k.protocol), 0));
	uint32_t at = map_find(&j->by_origin, hash, origin_is, j, &k);

	if (at != MAP_NONE)
		return at;
	at = (uint32_t)j->n_origins++;
	j->origins =
	    mem_grow(j->origins, &j->room_origins, at, sizeof(*j->origins));
	j->origins[at] =
	    (struct origin){ mem_strdup(k.name), mem_strdup(k.protocol),
		    k.name[0] != '\0' ? peer_find(j, k.name) : NULL };
	map_add(&j->by_origin, hash, at);
	return at;
}

static const char *
silence_of(const struct bgp_judge *j, const struct judge_peer *p)
{
	const rec_names *names;

	if (j->named != NULL)
		return "no rule decided";
	names = j->direction == BGP_IMPORT ? &p->rec->peer.import
					   : &p->rec->peer.export_;
	if (names->n > 0)
		return "no rule decided";
	return otherwise(j, &p->rec->peer) == BGP_CHAIN_OPEN
		   ? "no policy, which iBGP needs not"
		   : "no policy (RFC 8212)";
}

/* What it is now: seen behind the policies. */
static bool
put_view(const struct bgp_judge *j, struct rec_route *r)
{
	int rib = j->direction == BGP_IMPORT ? RIB_ADJ_IN : RIB_ADJ_OUT;
	bool same = HAS(r, route, rib) && r->rib == rib;

	PUT(r, route, rib, rib);
	if (j->direction == BGP_IMPORT || j->target == NULL)
		return same;
	PUT(r, route, peer, j->target->rec->peer.name);
	DROP(r, route, peer_as);
	return false;
}

static uint8_t
route_type(const struct rec_route *r)
{
	if (r->family != FAMILY_L2VPN_EVPN || !HAS(r, route, nlri) ||
	    !HAS(&r->nlri, nlri, route_type))
		return 0;
	return (uint8_t)r->nlri.route_type;
}

enum bgp_judged
bgp_judge_route(struct bgp_judge *j, struct rec_route *r, struct arena *arena,
    struct bgp_judged_by *by, struct rec_fault *f)
{
	uint32_t from = origin_of(j, r);
	const struct origin *o = &j->origins[from];
	const struct judge_peer *peer = j->target != NULL ? j->target : o->peer;
	struct bgp_chain *chain = j->named != NULL ? j->named
				  : peer != NULL   ? peer->chain
						   : NULL;
	struct bgp_judgement verdict;
	struct bgp_route route;
	bool same;

	*by = (struct bgp_judged_by){ 0 };
	if (chain == NULL) {
		by->why = "no peer record names its neighbour";
		by->stranger = true;
		return BGP_JUDGED_REJECTED;
	}
	route = (struct bgp_route){
		.set = bgp_set_of_route(j->sets, r, arena, f),
		.prefix = &r->prefix,
		.family = r->family,
		.source = (uint16_t)from,
		/* as rules know it */
		.peer = o->peer != NULL ? o->peer->rec->peer.name : o->name,
		.protocol = o->protocol,
		.route_type = route_type(r),
	};
	if (route.set == NULL)
		return BGP_JUDGED_FAULT;
	verdict = bgp_chain_run(chain, &route);
	by->policy = verdict.policy;
	by->rule = verdict.rule;
	if (verdict.policy == NULL)
		by->why = silence_of(j, peer);
	same = verdict.accept && put_view(j, r) && verdict.set == route.set;
	if (verdict.accept && verdict.set != route.set)
		bgp_set_put_route(r, j->sets, verdict.set, arena);
	bgp_set_drop(j->sets, route.set);
	if (!verdict.accept)
		return BGP_JUDGED_REJECTED;
	return same ? BGP_JUDGED_AS_IS : BGP_JUDGED_CHANGED;
}
