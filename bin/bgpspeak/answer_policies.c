/* `show policies`: those that there are, and who uses them. */
#include "base/mem.h"
#include "core/store.h"
#include "speaker.h"

#include <stdlib.h>
#include <string.h>

struct uses {
	struct speaker *sp;
	struct rec_policy_state *to;
	size_t room;
};

/* Called policies count: who calls one uses it. */
static void
put_use(struct uses *u, const struct bgp_chain *chain, const char *way,
    const char *name)
{
	struct rec_policy_use *use;

	if (chain == NULL || !bgp_chain_uses(chain, u->to->name))
		return;
	u->to->used_by.at = mem_grow(u->to->used_by.at, &u->room,
	    u->to->used_by.n, sizeof(*u->to->used_by.at));
	use = &u->to->used_by.at[u->to->used_by.n++];
	*use = (struct rec_policy_use){ 0 };
	PUT(use, policy_use, way, way);
	PUT(use, policy_use, name, name);
}

static void
put_aggregates(struct uses *u)
{
	const struct bgp_aggregate *a;
	char text[PREFIX_TEXT];
	uint32_t at = 0;

	while ((a = bgp_aggregates_next(u->sp->aggregates, &at)) != NULL) {
		prefix_format(&a->prefix, text);
		put_use(u, a->chain, "aggregate",
		    arena_strndup(&u->sp->arena, text, strlen(text)));
	}
}

static void
put_uses(struct uses *u)
{
	struct speaker *sp = u->sp;

	for (size_t i = 0; i < sp->n_neighbors; i++) {
		const struct neighbor *n = sp->neighbors[i];

		put_use(u, n->import, "import", n->name);
		put_use(u, n->export, "export", n->name);
	}
	for (unsigned i = 0; i < NORIGINS; i++)
		if (sp->origins[i].import.chain != NULL)
			put_use(u, sp->origins[i].import.chain, "redistribute",
			    bgp_rib_source(sp->rib, sp->origins[i].source)
				->protocol);
	put_aggregates(u);
}

static void
write_policy(
    struct speaker *sp, struct stage_sink *sink, const struct rec_policy *p)
{
	struct rec rec = { .type = REC_POLICY_STATE };
	struct uses u = { .sp = sp, .to = &rec.policy_state };

	PUT(u.to, policy_state, name, p->name);
	PUT(u.to, policy_state, rules, p->rules.n);
	put_uses(&u);
	MARK(u.to, policy_state, used_by);
	stage_sink_write(sink, &rec);
	free(u.to->used_by.at);
	arena_reset(&sp->arena);
}

void
answer_policies(
    struct speaker *sp, struct stage_sink *sink, const rec_names *args)
{
	const char *name = args->n > 1 ? args->at[1] : NULL;
	bool any = name == NULL;
	const struct rec *r;
	uint32_t at = 0;

	while (
	    (r = store_next(stage_store(sp->stage), REC_POLICY, &at)) != NULL) {
		if (name != NULL && strcmp(name, r->policy.name) != 0)
			continue;
		any = true;
		write_policy(sp, sink, &r->policy);
	}
	stage_reply(sink, any ? NULL : "there is no policy of that name");
}
