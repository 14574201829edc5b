/* Where the ROAs of origin validation come from: files, and caches (RFC 8210).
 */
#include "rpki.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "core/rpki_text.h"
#include "edge/clock.h"
#include "edge/input.h"
#include "speaker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LOOK_EVERY MONO_S(60) /* whether a file has changed */
#define ROAS_SLICE 1000       /* of a file, in one turn of the loop */

/* What a file was when it was read. */
struct seen {
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct files {
	uint32_t n;
	const char *const *names; /* of the router record */
	struct seen *seen;
	struct loop_timer *timer;
	struct loop_task *task;
	/* The reading under way: a new table, and what is left of one file. */
	struct rpki *next;
	uint32_t at;
	bool open;
	struct obuf text;
	struct rpki_text reader;
	uint32_t faults;
};

struct validation {
	struct speaker *speaker;
	struct rec *router; /* a copy of what it was made of */
	struct rpki *table; /* of the files */
	struct files files;
	uint32_t n;
	struct rpki_cache *caches;
	struct rpki_sources sources;
};

/* ---- what comes of it ---- */

static void
judge_again(struct neighbor *n)
{
	if (n->import != NULL && bgp_chain_sees_rpki(n->import))
		member_all_refilter(n);
	if (n->export != NULL && bgp_chain_sees_rpki(n->export))
		member_all_renew(n);
}

void
rpki_changed(struct speaker *sp)
{
	struct validation *v = sp->validation;

	if (v != NULL) {
		v->sources.at[0] = v->table;
		for (uint32_t i = 0; i < v->n; i++)
			v->sources.at[1 + i] = v->caches[i].engine.table;
	}
	bgp_policies_rpki(sp->policies, v != NULL ? &v->sources : NULL,
	    sp->router != NULL ? sp->router->router.as : 0);
	for (size_t i = 0; i < sp->n_neighbors; i++)
		judge_again(sp->neighbors[i]);
}

/* ---- files ---- */

static void
tell_fault(struct validation *v, const struct rec_fault *f)
{
	const char *name = v->files.names[v->files.at];

	if (v->files.faults++ == 0)
		cli_error(v->speaker->cli, "%s:%u: %s", name, f->line, f->text);
}

static bool
open_next(struct validation *v)
{
	struct files *f = &v->files;
	const char *name = f->names[f->at];
	struct rec_fault fault;
	struct stat st;

	f->text = (struct obuf){ 0 };
	f->faults = 0;
	if (stat(name, &st) == 0)
		f->seen[f->at] =
		    (struct seen){ st.st_ino, st.st_size, st.st_mtim };
	if (!input_all(name, &f->text)) {
		cli_error(v->speaker->cli, "%s: %s", name, strerror(errno));
		obuf_fini(&f->text);
		return false;
	}
	f->open = rpki_text_init(
	    &f->reader, obuf_at(&f->text), obuf_left(&f->text), &fault);
	if (!f->open) {
		tell_fault(v, &fault);
		obuf_fini(&f->text);
	}
	return f->open;
}

static void
close_this(struct validation *v)
{
	struct files *f = &v->files;

	if (!f->open)
		return;
	if (f->faults > 1)
		cli_error(v->speaker->cli, "%s: %u more faults like that",
		    f->names[f->at], f->faults - 1);
	rpki_text_fini(&f->reader);
	obuf_fini(&f->text);
	f->open = false;
}

/* A file that cannot be read leaves what was there before. */
static void
abandon(struct validation *v)
{
	rpki_free(v->files.next);
	v->files.next = NULL;
}

static void
finish_files(struct validation *v)
{
	rpki_free(v->table);
	v->table = v->files.next;
	v->files.next = NULL;
	cli_info(v->speaker->cli, "%zu ROAs from files", rpki_count(v->table));
	rpki_changed(v->speaker);
}

/* True: this file is over. */
static bool
read_slice(struct validation *v)
{
	struct rec_fault fault;
	struct roa roa;

	for (unsigned i = 0; i < ROAS_SLICE; i++) {
		switch (rpki_text_next(&v->files.reader, &roa, &fault)) {
		case RPKI_READ_END:
			return true;
		case RPKI_READ_ROA:
			rpki_add(v->files.next, &roa);
			break;
		case RPKI_READ_FAULT:
			tell_fault(v, &fault);
			break;
		}
	}
	return false;
}

static void
on_files(void *ctx)
{
	struct validation *v = ctx;
	struct files *f = &v->files;

	if (f->next == NULL)
		return;
	if (f->at == f->n) {
		finish_files(v);
		return;
	}
	if (!f->open && !open_next(v)) {
		abandon(v);
		return;
	}
	if (read_slice(v)) {
		close_this(v);
		f->at++;
	}
	loop_task_soon(f->task);
}

static void
read_files(struct validation *v)
{
	if (v->files.next != NULL)
		return; /* at it */
	v->files.next = rpki_new();
	v->files.at = 0;
	loop_task_soon(v->files.task);
}

static bool
has_changed(const struct files *f, uint32_t i)
{
	const struct seen *s = &f->seen[i];
	struct stat st;

	return stat(f->names[i], &st) == 0 &&
	       (st.st_ino != s->inode || st.st_size != s->size ||
		   st.st_mtim.tv_sec != s->changed.tv_sec ||
		   st.st_mtim.tv_nsec != s->changed.tv_nsec);
}

/* Relying parties write theirs anew from cron. */
static void
on_look(void *ctx)
{
	struct validation *v = ctx;

	for (uint32_t i = 0; i < v->files.n; i++)
		if (has_changed(&v->files, i)) {
			read_files(v);
			break;
		}
	loop_timer_set(v->files.timer, mono_add(clock_mono(), LOOK_EVERY));
}

void
rpki_reload(struct speaker *sp)
{
	if (sp->validation != NULL && sp->validation->files.n > 0)
		on_look(sp->validation);
}

/* ---- all of it ---- */

static void
validation_free(struct validation *v)
{
	close_this(v);
	rpki_free(v->files.next);
	loop_timer_free(v->files.timer);
	loop_task_free(v->files.task);
	for (uint32_t i = 0; i < v->n; i++)
		rpki_cache_end(&v->caches[i]);
	free(v->files.seen);
	free(v->caches);
	free(v->sources.at);
	rpki_free(v->table);
	rec_free(v->router);
	free(v);
}

static struct validation *
validation_new(struct speaker *sp)
{
	struct validation *v = mem_zalloc(sizeof(*v));
	const struct rec_rpki *r;

	v->speaker = sp;
	v->router = rec_dup(sp->router);
	r = &v->router->router.rpki;
	v->table = rpki_new();
	v->files.n = r->files.n;
	v->files.names = (const char *const *)r->files.at;
	v->files.seen = mem_zalloc((r->files.n + 1) * sizeof(struct seen));
	v->files.timer = loop_timer_new(sp->loop, on_look, v);
	v->files.task = loop_task_new(sp->loop, on_files, v);
	v->n = r->caches.n;
	v->caches = mem_zalloc((v->n + 1) * sizeof(*v->caches));
	for (uint32_t i = 0; i < v->n; i++)
		rpki_cache_begin(&v->caches[i], sp, &r->caches.at[i]);
	v->sources.n = v->n + 1;
	v->sources.at = mem_alloc(v->sources.n * sizeof(struct rpki *));
	return v;
}

static bool
names_same_sources(const struct rec *a, const struct rec *b)
{
	const struct rec_rpki *x = &a->router.rpki, *y = &b->router.rpki;

	if (x->files.n != y->files.n || x->caches.n != y->caches.n)
		return false;
	for (uint32_t i = 0; i < x->files.n; i++)
		if (strcmp(x->files.at[i], y->files.at[i]) != 0)
			return false;
	for (uint32_t i = 0; i < x->caches.n; i++)
		if (addr_cmp(&x->caches.at[i].address,
			&y->caches.at[i].address) != 0 ||
		    x->caches.at[i].port != y->caches.at[i].port)
			return false;
	return true;
}

void
rpki_review(struct speaker *sp)
{
	bool wanted =
	    sp->router != NULL && HAS(&sp->router->router, router, rpki);
	struct validation *old = sp->validation;

	if (old != NULL && wanted &&
	    names_same_sources(old->router, sp->router)) {
		rpki_changed(sp); /* our AS number may be another */
		return;
	}
	sp->validation = wanted ? validation_new(sp) : NULL;
	rpki_changed(sp);
	if (old != NULL)
		validation_free(old);
	rpki_reload(sp);
}

void
rpki_end(struct speaker *sp)
{
	if (sp->validation != NULL)
		validation_free(sp->validation);
	sp->validation = NULL;
}

static void
put_roas(struct rec_router_state *s, const char *source, size_t count)
{
	struct rec_roas *r = &s->roas.at[s->roas.n++];

	PUT(r, roas, source, source);
	PUT(r, roas, count, count);
}

void
rpki_state(
    const struct speaker *sp, struct rec_router_state *s, struct arena *arena)
{
	const struct validation *v = sp->validation;

	if (v == NULL)
		return;
	MARK(s, router_state, roas);
	s->roas.at = arena_zalloc(arena, (v->n + 1) * sizeof(*s->roas.at));
	if (v->files.n > 0)
		put_roas(s, "files", rpki_count(v->table));
	for (uint32_t i = 0; i < v->n; i++) {
		const struct rpki_cache *c = &v->caches[i];

		put_roas(s, c->name, rpki_count(c->engine.table));
		PUT(&s->roas.at[s->roas.n - 1], roas, connected,
		    c->fd >= 0 && !c->dialling);
	}
}
