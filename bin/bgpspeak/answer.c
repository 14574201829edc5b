/* Commands on the control socket. */
#include "speaker.h"

#include <string.h>

static void
answer_peers(struct speaker *sp, struct stage_sink *sink, const rec_names *args)
{
	const char *name = args->n > 1 ? args->at[1] : NULL;
	bool any = name == NULL;
	struct rec rec;

	for (size_t i = 0; i < sp->n_neighbors; i++) {
		if (name != NULL && strcmp(name, sp->neighbors[i]->name) != 0)
			continue;
		any = true;
		state_show(sp->neighbors[i], &rec, &sp->arena);
		stage_sink_write(sink, &rec);
		arena_reset(&sp->arena);
	}
	stage_reply(sink, any ? NULL : "there is no peer of that name");
}

static void
answer_router(
    struct speaker *sp, struct stage_sink *sink, const rec_names *args)
{
	struct rec rec;

	(void)args;
	state_router(sp, &rec, &sp->arena);
	stage_sink_write(sink, &rec);
	arena_reset(&sp->arena);
	stage_reply(sink, NULL);
}

typedef void answer_fn(
    struct speaker *, struct stage_sink *, const rec_names *args);

static const struct {
	const char *what;
	answer_fn *answer;
} answers[] = {
	{ "peers", answer_peers },
	{ "routes", answer_routes },
	{ "router", answer_router },
	{ "policies", answer_policies },
};

bool
answer_command(
    struct speaker *sp, struct stage_sink *sink, const struct rec_command *c)
{
	const char *what = c->args.n > 0 ? c->args.at[0] : "peers";

	if (strcmp(c->verb, "show") != 0)
		return false;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (strcmp(what, answers[i].what) == 0) {
			answers[i].answer(sp, sink, &c->args);
			return true;
		}
	stage_reply(
	    sink, "show what? peers, routes, router, policies or metrics");
	return true;
}
