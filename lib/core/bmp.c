/* A monitoring station: the connection, and what is said to it next. */
#include "base/mem.h"
#include "core/bgp_export.h"
#include "core/bmp_in.h"

#include <stdlib.h>

/* RFC 7854 3.2: waits double up to this many seconds. */
#define WAIT_MOST 720
/* Who does not answer a dial, and who takes nothing that was sent. */
#define DIAL_TIME  MONO_S(30)
#define STALL_TIME MONO_S(60)
/* A connection that has lasted so long was no failure. */
#define LASTED MONO_S(30)

/* Rows that are sorted into messages at a time. */
#define BATCH 2048

struct bmp *
bmp_new(const struct bmp_config *config, mono now)
{
	struct bmp *b = mem_zalloc(sizeof(*b));

	b->config = *config;
	b->sets = bgp_rib_sets(config->rib);
	b->wait = config->connect_retry;
	b->deadline = now;
	b->stalled = b->stats = MONO_NEVER;
	b->attrs = mem_alloc(BMP_ATTRS_ROOM);
	b->update = mem_alloc(BGP_MAX_EXTENDED_SIZE);
	return b;
}

/* ---- the connection ---- */

enum bmp_state
bmp_state(const struct bmp *b)
{
	return b->state;
}

mono
bmp_deadline(const struct bmp *b)
{
	return mono_min(b->deadline, mono_min(b->stalled, b->stats));
}

enum bmp_do
bmp_tick(struct bmp *b, mono now, const char **why)
{
	if (mono_due(b->stats, now)) {
		b->stats =
		    mono_add(now, MONO_S((int64_t)b->config.stats_interval));
		b->stats_at = 0;
	}
	if (mono_due(b->stalled, now)) {
		*why = "the station takes nothing";
		return BMP_DO_HANG_UP;
	}
	if (!mono_due(b->deadline, now))
		return BMP_DO_NOTHING;
	if (b->state == BMP_DIALLING) {
		*why = "the station does not answer";
		return BMP_DO_HANG_UP;
	}
	b->state = BMP_DIALLING;
	b->deadline = mono_add(now, DIAL_TIME);
	return BMP_DO_DIAL;
}

void
bmp_sent(struct bmp *b, mono now, bool waiting)
{
	b->stalled = waiting ? mono_add(now, STALL_TIME) : MONO_NEVER;
}

static bool
sees_all_paths(const struct bmp *b)
{
	return b->config.views & ~(unsigned)BMP_TELL_LOC;
}

/* What it was told is forgotten by and by. */
static void
table_close(struct bmp *b, uint16_t table)
{
	struct bmp_table *t = &b->tables[table];

	bgp_rib_unfollow(b->config.rib, t->cursor);
	if (sees_all_paths(b))
		bgp_rib_watch(b->config.rib, table, false);
	b->spent =
	    mem_grow(b->spent, &b->room_spent, b->n_spent, sizeof(*b->spent));
	b->spent[b->n_spent++] = (struct told_spent){ .routes = t->told };
}

static void
forget(struct bmp *b)
{
	for (size_t i = 0; i < b->n_tables; i++)
		table_close(b, (uint16_t)i);
	b->n_tables = 0;
	while (b->n_subjects > 0)
		bmp_subject_free(b->subjects[--b->n_subjects]);
	bmp_subject_free(b->own);
	b->own = NULL;
	for (size_t i = 0; i < b->n_sources; i++)
		b->sources[i].subject = NULL;
	b->waiting = false;
	b->stalled = b->stats = MONO_NEVER;
}

void
bmp_lost(struct bmp *b, mono now, uint16_t jitter)
{
	if (b->state == BMP_CONNECTED) {
		forget(b);
		if (mono_sub(now, b->since) >= LASTED)
			b->wait = b->config.connect_retry;
	}
	b->state = BMP_WAITING;
	b->deadline = mono_add(now, (int64_t)b->wait * 1000 * jitter);
	b->wait = b->wait < WAIT_MOST / 2 ? b->wait * 2 : WAIT_MOST;
}

void
bmp_free(struct bmp *b)
{
	if (b == NULL)
		return;
	forget(b);
	while (bmp_work(b, UINT32_MAX))
		;
	free(b->spent);
	free(b->subjects);
	free(b->sources);
	free(b->tables);
	free(b->rows);
	free(b->sorted);
	free(b->nlri);
	arena_fini(&b->arena);
	free(b->attrs);
	free(b->update);
	free(b);
}

void
bmp_connected(struct bmp *b, const struct bmp_clock *clock,
    const struct bmp_router *router, struct obuf *to)
{
	b->state = BMP_CONNECTED;
	b->deadline = MONO_NEVER;
	b->since = clock->mono;
	b->counts.connected++;
	b->terms = bgp_export_terms(b->config.export);
	b->stats_at = SIZE_MAX;
	if (b->config.stats_interval > 0)
		b->stats = mono_add(
		    clock->mono, MONO_S((int64_t)b->config.stats_interval));
	bmp_initiation_write(b, router, to);
	if (b->config.views & BMP_TELL_LOC)
		bmp_own_begin(b, clock, router, to);
}

/* ---- tables ---- */

static void
follow_all(struct bmp *b)
{
	while (b->n_tables < bgp_rib_tables(b->config.rib)) {
		uint16_t table = (uint16_t)b->n_tables;

		b->tables = mem_grow(b->tables, &b->room_tables, b->n_tables++,
		    sizeof(*b->tables));
		b->tables[table] = (struct bmp_table){
			.cursor = bgp_rib_follow(b->config.rib, table),
			.eor_due = true,
		};
		if (sees_all_paths(b))
			bgp_rib_watch(b->config.rib, table, true);
	}
}

/*
 * All of the table is to be looked at, for somebody who has come or because of
 * other terms. What is under way goes to its end first: it shall have one.
 */
void
bmp_table_again(struct bmp *b, uint16_t table)
{
	struct bgp_rib *rib = b->config.rib;
	struct bmp_table *t;
	uint32_t old;

	if (table >= b->n_tables || !b->tables[table].started)
		return;
	t = &b->tables[table];
	if (bgp_rib_is_fresh(rib, t->cursor)) {
		t->again = true;
		return;
	}
	old = t->cursor;
	t->cursor = bgp_rib_follow(rib, table);
	t->started = t->again = false;
	bgp_rib_unfollow(rib, old);
}

bool
bmp_table_is_own(const struct bmp *b, uint16_t table)
{
	return b->own != NULL && bgp_table_vrf(b->config.rib, table)[0] == '\0';
}

/* Who exports what has changed: the table is as it was. */
static void
heed_terms(struct bmp *b)
{
	uint32_t terms = bgp_export_terms(b->config.export);

	if (terms == b->terms || !(b->config.views & BMP_TELL_OUT))
		return;
	b->terms = terms;
	for (size_t i = 0; i < b->n_tables; i++)
		bmp_table_again(b, (uint16_t)i);
}

/* A handful of destinations; false: all were seen. */
static bool
table_read(struct bmp *b, uint16_t table, uint32_t *budget)
{
	struct bmp_table *t = &b->tables[table];
	uint32_t dests[BGP_READ_MOST];
	size_t before = b->n_rows, cost;
	uint32_t n =
	    bgp_rib_read(b->config.rib, t->cursor, dests, BGP_READ_MOST);

	t->started = true;
	for (uint32_t i = 0; i < n; i++)
		bmp_rows_add(b, table, dests[i]);
	cost = n + b->n_rows - before;
	*budget -= cost < *budget ? (uint32_t)cost : *budget;
	return n > 0;
}

/* One batch; false when all of the table was told. */
static bool
table_fill(struct bmp *b, uint16_t table, uint32_t *budget)
{
	struct bmp_table *t = &b->tables[table];
	bool more = true;

	while (more && b->n_rows<BATCH && * budget> 0)
		more = table_read(b, table, budget);
	bmp_rows_write(b, bgp_table_family(b->config.rib, table));
	if (more)
		return true;
	if (!t->again) {
		bmp_subjects_eor(b, table);
		return false;
	}
	t->again = false;
	bmp_table_again(b, table);
	return true;
}

/* ---- all of it ---- */

bool
bmp_fill(struct bmp *b, const struct bmp_clock *clock, struct obuf *to,
    size_t want, uint32_t budget)
{
	bool more = false;

	if (b->state != BMP_CONNECTED)
		return false;
	b->to = to;
	b->clock = *clock;
	follow_all(b);
	heed_terms(b);
	if (!bmp_subjects_write(b, want))
		return false; /* there is no room */
	for (size_t t = 0; t < b->n_tables; t++)
		while (obuf_left(to) < want) {
			if (budget == 0) {
				more = true;
				break;
			}
			if (!table_fill(b, (uint16_t)t, &budget))
				break;
		}
	return more && obuf_left(to) < want;
}

struct bmp_counts
bmp_counts(const struct bmp *b)
{
	struct bmp_counts c = b->counts;

	c.memory = b->room_rows * sizeof(*b->rows);
	for (size_t i = 0; i < b->n_tables; i++) {
		c.told += b->tables[i].told.pool.live;
		c.memory += told_routes_memory(&b->tables[i].told);
	}
	for (size_t i = 0; i < b->n_spent; i++)
		c.memory += told_routes_memory(&b->spent[i].routes);
	return c;
}
