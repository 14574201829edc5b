/* The changes that the store tells make a copy of it, whatever happens. */
#include "core/changes.h"

#include "world.h"

enum { NAMES = 6, STEPS = 300, STORIES = 200 };

/* What somebody has who hears only of the changes: 0 is absent. */
struct copy {
	uint32_t peers[NAMES], eths[NAMES];
	uint32_t seed;
};

static uint32_t
draw(struct copy *c, uint32_t most)
{
	c->seed ^= c->seed << 13; /* xorshift */
	c->seed ^= c->seed >> 17;
	c->seed ^= c->seed << 5;
	return c->seed % most;
}

/* Where the copy has this record, and what its value says. */
static uint32_t *
place(struct copy *c, const struct rec *r, uint32_t *value)
{
	if (r->type == REC_PEER) {
		*value = r->peer.remote_as;
		return &c->peers[r->peer.name[0] - 'a'];
	}
	*value = r->interface_state.up ? 2 : 1;
	return &c->eths[r->interface_state.name[0] - 'a'];
}

static void
apply(struct copy *c, const struct store_change *change)
{
	uint32_t *at = NULL, value;

	if (change->old != NULL) {
		at = place(c, change->old, &value);
		CHECK(*at == value);
	}
	if (change->new != NULL) {
		at = place(c, change->new, &value);
		CHECK((change->old == NULL) == (*at == 0));
		*at = value;
	} else {
		*at = 0;
	}
}

static void
hear(struct copy *c, struct world *w)
{
	const struct store_change *change;
	size_t n;

	change = store_changes(w->store, &n);
	for (size_t i = 0; i < n; i++)
		apply(c, &change[i]);
	store_settle(w->store);
	arena_reset(&w->arena);
}

static unsigned
count(const uint32_t *values)
{
	unsigned n = 0;

	for (int i = 0; i < NAMES; i++)
		n += values[i] != 0;
	return n;
}

static void
compare(struct copy *c, const struct world *w)
{
	static const enum rec_type types[] = { REC_PEER, REC_INTERFACE_STATE };
	unsigned n = 0;

	for (size_t i = 0; i < 2; i++) {
		const struct rec *r;
		uint32_t at = 0, value, *there;

		while ((r = store_next(w->store, types[i], &at)) != NULL) {
			there = place(c, r, &value);
			CHECK(*there == value);
			n++;
		}
	}
	CHECK(n == count(c->peers) + count(c->eths));
}

static void
happen(struct copy *c, struct world *w)
{
	const char name[] = { (char)('a' + draw(c, NAMES)), '\0' };
	const char source[] = { (char)('x' + draw(c, 2)), '\0' };
	struct store_feed *feed = draw(c, 2) ? &w->feed : &w->other;

	switch (draw(c, 16)) {
	case 0:
		begin(w, source);
		break;
	case 1:
		end(w, source);
		break;
	case 2:
		store_lost(w->store, feed);
		break;
	case 3:
		say(w, "{\"type\":\"eor\",\"of\":\"interface_state\"}");
		break;
	case 4:
		store_expire(w->store);
		break;
	case 5:
		store_begin(w->store, &w->other);
		break;
	case 6:
		store_end(w->store, &w->other);
		break;
	case 7:
		store_work(w->store, draw(c, 4));
		break;
	case 8:
		store_refused(&w->feed);
		break;
	case 9:
	case 10:
		peer_del(w, name);
		break;
	case 11:
	case 12:
		eth(w, feed, name, draw(c, 2));
		break;
	default:
		peer(w, name, (int)draw(c, 2) + 1);
	}
}

static void
in_any_story_the_changes_make_a_copy_of_the_store(void)
{
	for (uint32_t seed = 1; seed <= STORIES; seed++) {
		struct copy c = { .seed = seed * 2654435761u };
		struct world w = world();

		for (int i = 0; i < STEPS; i++) {
			happen(&c, &w);
			if (draw(&c, 3) == 0)
				hear(&c, &w);
		}
		hear(&c, &w);
		compare(&c, &w);
		world_end(&w);
	}
}

int
main(void)
{
	RUN(in_any_story_the_changes_make_a_copy_of_the_store);
	return DONE();
}
