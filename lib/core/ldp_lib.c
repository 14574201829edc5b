/* The label database as a whole: its making, configuration, work and timers. */
#include "base/mem.h"
#include "core/ldp_lib_in.h"
#include "value/label.h"

#include <stdlib.h>

enum {
	FIRST_LABEL = 16,
	LAST_LABEL = 99999,
	MAX_FECS = 1000000,
	MAX_HOPS = 255,
};

/* ---- queues ---- */

void
fifo_push(struct fifo *q, uint32_t what)
{
	if (q->n == q->room) {
		uint32_t room = q->room == 0 ? 64 : 2 * q->room;
		uint32_t *at = mem_alloc(room * sizeof(*at));

		for (uint32_t i = 0; i < q->n; i++)
			at[i] = q->at[(q->from + i) & (q->room - 1)];
		free(q->at);
		q->at = at;
		q->room = room;
		q->from = 0;
	}
	q->at[(q->from + q->n++) & (q->room - 1)] = what;
}

uint32_t
fifo_pop(struct fifo *q)
{
	uint32_t what = q->at[q->from];

	q->from = (q->from + 1) & (q->room - 1);
	q->n--;
	return what;
}

void
fifo_fini(struct fifo *q)
{
	free(q->at);
	*q = (struct fifo){ 0 };
}

/* ---- configuration ---- */

static void
config_set(struct ldp_lib *lib, const struct ldp_lib_config *from)
{
	struct ldp_lib_config *c = &lib->config;
	size_t size = from->n_filters * sizeof(*from->filters);
	struct ldp_lib_filter *filters = mem_alloc(size);

	if (size > 0)
		memcpy(filters, from->filters, size);
	free(lib->filters);
	lib->filters = filters;
	*c = *from;
	c->filters = filters;
	if (c->first_label == 0)
		c->first_label = FIRST_LABEL;
	if (c->last_label == 0)
		c->last_label = LAST_LABEL;
	if (c->max_fecs == 0)
		c->max_fecs = MAX_FECS;
	if (c->max_hops == 0)
		c->max_hops = MAX_HOPS;
	if (c->max_path == 0)
		c->max_path = MAX_TRAIL;
}

struct ldp_lib *
ldp_lib_new(const struct ldp_lib_config *config)
{
	struct ldp_lib *lib = mem_zalloc(sizeof(*lib));

	config_set(lib, config);
	lib->labels = labels_new(lib->config.first_label,
	    lib->config.last_label, config->label_rest);
	pool_init(&lib->fecs, sizeof(struct fec));
	pool_init(&lib->routes, sizeof(struct route));
	pool_init(&lib->places, sizeof(struct place));
	pool_init(&lib->hopsets, sizeof(struct box));
	pool_init(&lib->trails, sizeof(struct box));
	return lib;
}

void
ldp_lib_free(struct ldp_lib *lib)
{
	if (lib == NULL)
		return;
	routes_fini(lib);
	peers_fini(lib);
	places_fini(lib);
	trails_fini(lib);
	map_fini(&lib->fec_map);
	pool_fini(&lib->fecs);
	labels_free(lib->labels);
	fifo_fini(&lib->news);
	free(lib->filters);
	free(lib->own);
	free(lib);
}

void
ldp_lib_configure(
    struct ldp_lib *lib, mono now, const struct ldp_lib_config *config)
{
	uint32_t lsr = lib->config.lsr;

	config_set(lib, config);
	lib->config.lsr = lsr;
	labels_rest(lib->labels, config->label_rest);
	for (size_t i = 0; i < lib->n_peers; i++) {
		struct peer *p = lib->peers[i];

		peer_filters(lib, p);
		if (p->state == PEER_UP)
			peer_walk(p, false);
	}
	fec_settle_all(lib);
	ldp_lib_work(lib, now, 1);
}

/* ---- labels over restarts ---- */

bool
ldp_lib_load(struct ldp_lib *lib, const char *text, size_t n, struct fault *f)
{
	return labels_load(lib->labels, text, n, f);
}

void
ldp_lib_state(struct ldp_lib *lib, struct obuf *to, bool whole)
{
	labels_write(lib->labels, to, whole);
}

bool
ldp_lib_has_state(const struct ldp_lib *lib)
{
	return labels_unsaved(lib->labels);
}

size_t
ldp_lib_state_lines(const struct ldp_lib *lib)
{
	return labels_lines(lib->labels);
}

void
ldp_lib_forget(struct ldp_lib *lib, mono now)
{
	labels_forget(lib->labels, now);
}

/* ---- work in slices ---- */

void
fec_settle_all(struct ldp_lib *lib)
{
	lib->scan_left = lib->fecs.used;
}

bool
ldp_lib_work(struct ldp_lib *lib, mono now, uint32_t budget)
{
	while (lib->scan_left > 0 && budget-- > 0) {
		lib->scan_left--;
		if (lib->scan >= lib->fecs.used)
			lib->scan = 0;
		if (fec_at(lib, lib->scan)->live)
			fec_settle(lib, now, lib->scan);
		lib->scan++;
	}
	return lib->scan_left > 0;
}

void
ldp_lib_tick(struct ldp_lib *lib, mono now)
{
	if (lib->starved && mono_due(labels_deadline(lib->labels), now)) {
		lib->starved = false;
		fec_settle_all(lib);
	}
	for (size_t i = 0; i < lib->n_peers; i++)
		peer_tick(lib, now, (uint32_t)i);
}

mono
ldp_lib_deadline(const struct ldp_lib *lib)
{
	mono first = lib->starved ? labels_deadline(lib->labels) : MONO_NEVER;

	for (size_t i = 0; i < lib->n_peers; i++)
		first = mono_min(first,
		    mono_min(lib->peers[i]->until, lib->peers[i]->retry));
	return first;
}
