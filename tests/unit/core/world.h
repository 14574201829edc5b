/* A store to tell records to, for the tests of the stream's rules. */
#ifndef TESTS_UNIT_CORE_WORLD_H
#define TESTS_UNIT_CORE_WORLD_H

#include "../../t.h"
#include "base/arena.h"
#include "core/store.h"

/* A store with one stream into it, and one of another producer. */
struct world {
	struct store *store;
	struct store_feed feed, other;
	struct arena arena;
	struct rec_fault fault;
	char text[512];
};

static inline struct world
world(void)
{
	struct world w = { .store = store_new() };

	store_feed_init(w.store, &w.feed, "-");
	store_feed_init(w.store, &w.other, "watch.sock");
	return w;
}

static inline void
world_end(struct world *w)
{
	store_free(w->store);
	arena_fini(&w->arena);
}

static inline struct rec
read_record(struct world *w, const char *json)
{
	struct rec_fault fault = { 0 };
	struct rec r;

	if (!rec_read(&r, json, strlen(json), 0, &w->arena, &fault)) {
		printf("# %s: %s: %s\n", json, fault.key, fault.text);
		abort();
	}
	return r;
}

static inline bool
say_on(struct world *w, struct store_feed *feed, const char *json)
{
	struct rec r = read_record(w, json);

	return store_put(w->store, feed, &r, &w->fault);
}

static inline bool
say(struct world *w, const char *json)
{
	return say_on(w, &w->feed, json);
}

static inline bool
begin(struct world *w, const char *source)
{
	char json[128];

	sprintf(json, "{\"type\":\"begin\",\"source\":\"%s\"}", source);
	return say(w, json);
}

static inline bool
end(struct world *w, const char *source)
{
	char json[128];

	sprintf(json, "{\"type\":\"end\",\"source\":\"%s\"}", source);
	return say(w, json);
}

static inline bool
peer(struct world *w, const char *name, int as)
{
	char json[128];

	sprintf(json, "{\"type\":\"peer\",\"name\":\"%s\",\"remote_as\":%d}",
	    name, as);
	return say(w, json);
}

static inline bool
peer_del(struct world *w, const char *name)
{
	char json[128];

	sprintf(
	    json, "{\"type\":\"peer\",\"op\":\"del\",\"name\":\"%s\"}", name);
	return say(w, json);
}

static inline bool
eth(struct world *w, struct store_feed *feed, const char *name, bool up)
{
	char json[128];

	sprintf(json,
	    "{\"type\":\"interface_state\",\"name\":\"%s\",\"up\":%s}", name,
	    up ? "true" : "false");
	return say_on(w, feed, json);
}

/* The changes since the last time, as "+a ~b -c =d". */
static inline const char *
changes(struct world *w)
{
	static const char sign[] = {
		[STORE_ADDED] = '+',
		[STORE_CHANGED] = '~',
		[STORE_REMOVED] = '-',
		[STORE_REPEATED] = '=',
	};
	const struct store_change *c;
	size_t n, used = 0;

	w->text[0] = '\0';
	c = store_changes(w->store, &n);
	for (size_t i = 0; i < n; i++) {
		const struct rec *r = c[i].new ? c[i].new : c[i].old;
		char prefix[PREFIX_TEXT];
		const char *name = prefix;

		if (r->type == REC_PEER)
			name = r->peer.name;
		else if (r->type == REC_INTERFACE_STATE)
			name = r->interface_state.name;
		else if (r->type == REC_ROUTE)
			prefix_format(&r->route.prefix, prefix);
		else
			name = rec_type_name(r->type);
		used += (size_t)snprintf(w->text + used, sizeof(w->text) - used,
		    "%s%c%s", i > 0 ? " " : "", sign[c[i].what], name);
	}
	store_settle(w->store);
	return w->text;
}

#endif
