/*
 * Import and export policies: compiled once from `policy` records, run on
 * interned attribute sets.
 *
 * A chain is the list of policies that a neighbour names. Rules are tried in
 * order; a rule that matches applies what it sets, and then accepts, rejects or
 * goes on. A policy that ends without a verdict hands over to the next of the
 * chain; behind the last stands reject, when any policy was named. Without
 * any, iBGP accepts, and eBGP rejects (RFC 8212). `call` runs another policy in
 * place: its accept or reject is the rule's; when it ends without one, `then`
 * follows. accept, reject and next_hop_self are there by themselves; the last
 * goes on to the next policy, or accepts where there is none.
 *
 * What a rule makes of a set is remembered per set, and so is the verdict of a
 * whole chain that never looks at the prefix.
 */
#ifndef CORE_BGP_POLICY_H
#define CORE_BGP_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "rec/rec.h"

struct bgp_set;
struct bgp_sets;
struct rpki_sources;

/* The policies that exist, by name. */
struct bgp_policies;

struct bgp_policies *bgp_policies_new(struct bgp_sets *);
void bgp_policies_free(struct bgp_policies *);

/*
 * What `match.rpki` asks, borrowed, and whose a path without an AS is. When the
 * ROAs change, chains that see them judge anew (bgp_chain_sees_rpki()).
 */
void bgp_policies_rpki(
    struct bgp_policies *, const struct rpki_sources *, uint32_t local_as);

/*
 * The content of a prefix_file and its like: the caller reads it. Returns NULL
 * when it cannot; the text must live until the call that asked returns.
 */
typedef const char *bgp_file_fn(void *ctx, const char *name, size_t *n);

/*
 * Compiles and adds or replaces; on a fault (pattern, community, file, list)
 * nothing has changed. Chains go on with the old one until they are made anew.
 */
bool bgp_policies_set(struct bgp_policies *, const struct rec_policy *,
    bgp_file_fn *, void *ctx, struct rec_fault *);
void bgp_policies_del(struct bgp_policies *, const char *name);
/* Whether one of its rules names a file. */
bool bgp_policy_has_files(const struct rec_policy *);

struct bgp_chain;

enum bgp_chain_default {
	BGP_CHAIN_OPEN,   /* no policies: accept (iBGP) */
	BGP_CHAIN_CLOSED, /* no policies: reject (eBGP, RFC 8212) */
};

/*
 * The chain of these policies (n may be 0), with those that they call. A name
 * that does not exist is pending: bgp_chain_missing() says which, and the chain
 * rejects everything.
 */
struct bgp_chain *bgp_chain_new(
    struct bgp_policies *, const rec_names *names, enum bgp_chain_default);
void bgp_chain_free(struct bgp_chain *);
const char *bgp_chain_missing(const struct bgp_chain *); /* or NULL */
/*
 * False once a policy that it uses, or waits for, has changed: a new chain of
 * the same names is then another. Equal chains are one, counted.
 */
bool bgp_chain_current(const struct bgp_chain *);
bool bgp_chain_sees_prefix(const struct bgp_chain *);
bool bgp_chain_sees_rpki(const struct bgp_chain *);
/* Whether the policy is named in it or called from it. */
bool bgp_chain_uses(const struct bgp_chain *, const char *name);

/* What is being judged. */
struct bgp_route {
	struct bgp_set *set;
	const struct prefix *prefix;
	uint32_t family;
	uint16_t source;      /* a number for peer and protocol together */
	const char *peer;     /* whom it was learned from; "" for our own */
	const char *protocol; /* "bgp", "connected", ... */
	uint8_t route_type;   /* of EVPN; else 0 */
};

/* What a verdict says beside the attributes. */
enum bgp_set_hop { BGP_HOP_DEFAULT, BGP_HOP_SELF, BGP_HOP_UNCHANGED };

struct bgp_judgement {
	bool accept;
	struct bgp_set *set; /* borrowed from the chain until its next run;
				hold it to keep it. NULL when rejected */
	enum bgp_set_hop hop;
	bool med_set; /* a rule has set MED, so that it goes to eBGP */
	/* Which rule has decided; NULL: none has. Valid as long as the chain.
	 */
	const char *policy;
	uint32_t rule;
};

/* What `match.route_type` sees of a destination. */
uint8_t bgp_route_type(uint32_t family, struct rbuf nlri);

struct bgp_judgement bgp_chain_run(
    struct bgp_chain *, const struct bgp_route *);

#endif
