/* Commands on the control socket. */
#include "daemon.h"
#include "edge/clock.h"
#include "value/names.h"

#include <string.h>

static void
answer_neighbors(
    struct daemon *d, struct stage_sink *sink, const rec_names *args)
{
	const char *name = args->n > 1 ? args->at[1] : NULL;
	bool any = name == NULL;
	struct rec rec;

	for (size_t i = 0; i < d->n_neighbors; i++) {
		if (name != NULL && strcmp(name, d->neighbors[i]->name) != 0)
			continue;
		any = true;
		state_read(d->neighbors[i], &rec, &d->arena);
		stage_sink_write(sink, &rec);
		arena_reset(&d->arena);
	}
	stage_reply(sink, any ? NULL : "there is no neighbour of that name");
}

static void
answer_router(struct daemon *d, struct stage_sink *sink, const rec_names *args)
{
	const struct ldp_hello_counts *h = ldp_hellos_counts(d->hellos);
	struct rec rec = { .type = REC_ROUTER_STATE };
	struct rec_router_state *s = &rec.router_state;
	struct rec_memory memory = { 0 };
	struct ldp_lib_counts counts;
	uint32_t up = 0;

	(void)args;
	ldp_lib_count(d->lib, UINT32_MAX, &counts);
	for (size_t i = 0; i < d->n_neighbors; i++)
		up += d->neighbors[i]->session.state == LDP_OPERATIONAL;
	PUT(s, router_state, router_id, addr_ip4(d->lsr));
	PUT(s, router_state, peers, (uint32_t)d->n_neighbors);
	PUT(s, router_state, established, up);
	PUT(s, router_state, converged, d->converged);
	PUT(s, router_state, fecs, counts.fecs);
	PUT(s, router_state, labels, counts.labels);
	PUT(s, router_state, lsps, counts.lsps);
	MARK(s, router_state, hellos);
	PUT(&s->hellos, hello_count, sent, h->sent);
	PUT(&s->hellos, hello_count, received, h->received);
	PUT(&s->hellos, hello_count, malformed, h->malformed);
	PUT(&s->hellos, hello_count, ignored, h->ignored);
	PUT(&s->hellos, hello_count, displaced, h->displaced);
	PUT(&memory, memory, part, "labels");
	PUT(&memory, memory, bytes, counts.memory);
	MARK(s, router_state, memory);
	s->memory.n = 1;
	s->memory.at = &memory;
	PUT(s, router_state, time, clock_wall_us());
	stage_sink_write(sink, &rec);
	stage_reply(sink, NULL);
}

/* ---- bindings ---- */

static void
put_label(struct stage_sink *sink, const struct prefix *fec,
    const char *neighbor, int direction, uint32_t label, const char *reason)
{
	struct rec rec = { .type = REC_LABEL };
	struct rec_label *l = &rec.label;

	PUT(l, label, fec, *fec);
	PUT(l, label, neighbor, neighbor);
	PUT(l, label, direction, direction);
	PUT(l, label, label, label);
	if (reason != NULL)
		PUT(l, label, reason, reason);
	stage_sink_write(sink, &rec);
}

/* Why a label of a neighbour is used, or is not. */
static const char *
reason_of(const struct ldp_lib_binding *b, const struct ldp_lib_fec *f)
{
	if (b->in_use)
		return b->stale ? "in_use, stale" : "in_use";
	if (f->why != LDP_LIB_REACHED)
		return name_of(ldp_lib_why_names, (int)f->why);
	return b->stale ? "stale" : "not_the_next_hop";
}

static void
put_fec(struct daemon *d, struct stage_sink *sink, uint32_t at,
    const struct ldp_lib_fec *f)
{
	struct ldp_lib_binding b;
	char name[LDP_ID_TEXT];
	uint32_t i = 0;

	if (f->has_label) {
		ldp_id_format((struct ldp_id){ d->lsr, 0 }, name);
		put_label(sink, &f->prefix, name, 1, f->label,
		    f->why != LDP_LIB_REACHED
			? name_of(ldp_lib_why_names, (int)f->why)
			: NULL);
	}
	while (ldp_lib_next_binding(d->lib, at, &i, &b)) {
		ldp_id_format((struct ldp_id){ b.lsr, b.space }, name);
		if (b.has_told)
			put_label(sink, &f->prefix, name, 1, b.told,
			    b.withdrawn ? "withdrawn" : "told");
		if (b.has_remote)
			put_label(sink, &f->prefix, name, 2, b.remote,
			    reason_of(&b, f));
	}
}

static void
answer_bindings(
    struct daemon *d, struct stage_sink *sink, const rec_names *args)
{
	struct ldp_lib_fec f;
	struct prefix p;
	uint32_t at = 0;

	if (args->n > 1) {
		if (!prefix_parse(&p, args->at[1], strlen(args->at[1]), NULL)) {
			stage_reply(sink, "that is no prefix");
			return;
		}
		if (ldp_lib_find_fec(d->lib, &p, &at, &f)) {
			put_fec(d, sink, at, &f);
			stage_reply(sink, NULL);
		} else {
			stage_reply(sink, "there is no such FEC");
		}
		return;
	}
	while (ldp_lib_next_fec(d->lib, &at, &f))
		put_fec(d, sink, at, &f);
	stage_reply(sink, NULL);
}

typedef void answer_fn(
    struct daemon *, struct stage_sink *, const rec_names *args);

static const struct {
	const char *what;
	answer_fn *answer;
} answers[] = {
	{ "neighbors", answer_neighbors },
	{ "adjacencies", answer_neighbors },
	{ "capabilities", answer_neighbors },
	{ "router", answer_router },
	{ "bindings", answer_bindings },
};

bool
answer_command(
    struct daemon *d, struct stage_sink *sink, const struct rec_command *c)
{
	const char *what = c->args.n > 0 ? c->args.at[0] : "neighbors";

	if (strcmp(c->verb, "show") != 0)
		return false;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (strcmp(what, answers[i].what) == 0) {
			answers[i].answer(d, sink, &c->args);
			return true;
		}
	stage_reply(sink, "show what? neighbors, adjacencies, capabilities, "
			  "bindings or router");
	return true;
}
