/* The inside of policies, for the files bgp_policy*.c and bgp_rule*.c alone. */
#ifndef CORE_BGP_POLICY_IN_H
#define CORE_BGP_POLICY_IN_H

#include "base/arena.h"
#include "core/bgp_policy.h"
#include "core/bgp_set.h"
#include "core/prefix_set.h"

struct pattern;

enum community_kind { STANDARD, LARGE, EXTENDED, N_COMMUNITY_KINDS };

/*
 * Communities of one kind: each part is a number or '*'. Extended ones are
 * compared in their text form, part by part.
 */
struct wild {
	uint32_t value[3], mask[3];
	const char *text; /* borrowed; "*" alone is everything */
};

struct wilds {
	size_t n, room;
	struct wild *at;
	bool given; /* a condition, though its list may be empty */
};

struct patterns {
	size_t n, room;
	struct pattern **at;
	bool given;
};

struct as_numbers { /* ascending */
	size_t n, room;
	uint32_t *at;
	bool given;
};

/*
 * One rule: its record, and what was compiled from it. Conditions hold what
 * stands in the record and what stands in a file.
 */
struct rule {
	const struct rec_rule *rec;
	struct arena text; /* of what stands in files */
	struct prefix_set prefixes;
	bool has_prefixes;
	struct patterns as_paths;
	struct as_numbers origins;
	struct wilds match[N_COMMUNITY_KINDS], remove[N_COMMUNITY_KINDS];
	struct addr next_hop; /* to set; ADDR_NONE: none */
	enum bgp_set_hop hop;
	int rpki;            /* an enum rpki_state; -1: any */
	bool accepts_at_end; /* next_hop_self: where nothing follows it */
};

struct policy {
	uint32_t refs;
	struct rec *rec; /* owned */
	const char *name;
	uint32_t n;
	struct rule *rules;
	bool sees_prefix, sees_rpki;
};

/* While a chain runs. */
struct judging {
	struct bgp_chain *chain;
	const struct bgp_route *route;
	struct bgp_set *set; /* held */
	enum bgp_set_hop hop;
	bool med_set;
	const struct policy *policy; /* that has decided, by its rule */
	uint32_t rule;
	const struct rpki_sources *rpki; /* NULL: none is known */
	uint32_t local_as;
};

/* bgp_rule.c: NULL and *f on a fault. */
struct policy *policy_compile(const struct rec_policy *from, bgp_file_fn *file,
    void *ctx, struct rec_fault *f);
void policy_drop(struct policy *);

/* bgp_rule_match.c */
bool rule_matches(
    const struct rule *, const struct judging *, const struct bgp_sets *);
/* Whether one of the wilds is this community, as it stands on the wire. */
bool wilds_have(const struct wilds *, enum community_kind, const uint8_t *);
size_t community_size(enum community_kind);

/* bgp_rule_apply.c: the set with what the rule sets, held. */
struct bgp_set *rule_apply(
    const struct rule *, struct bgp_sets *, struct bgp_set *);

#endif
