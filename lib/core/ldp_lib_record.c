/* What changed, as records: the state of a FEC against what was said of it. */
#include "core/ldp_lib_in.h"
#include "value/label.h"

#include <stdio.h>

static const char protocol[] = "ldp";

enum { LOCAL = 1, REMOTE = 2 }; /* directions */

static struct rec *
begin(struct ldp_lib *lib, enum rec_type type, bool del)
{
	lib->out.rec = (struct rec){ .type = type, .del = del };
	return &lib->out.rec;
}

/* The ways as paths. An implicit null is no label at all. */
static void
put_paths(struct ldp_lib *lib, const struct way *ways, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		const struct hop *hop = &ways[i].hop;
		struct rec_path *p = &lib->out.paths[i];

		*p = (struct rec_path){ 0 };
		PUT(p, path, next_hop, place_at(lib, hop->place)->addr);
		if (hop->interface != NONE)
			PUT(p, path, interface, lib->names[hop->interface]);
		if (ways[i].label == LABEL_IMPLICIT)
			continue;
		lib->out.labels[i] = ways[i].label;
		p->labels.n = 1;
		p->labels.at = &lib->out.labels[i];
		p->has |= UINT64_C(1) << AT_path_labels;
	}
}

/* ---- lfib ---- */

static const struct rec *
lfib_gone(struct ldp_lib *lib, struct fec *f)
{
	struct rec *r = begin(lib, REC_LFIB, true);

	PUT(&r->lfib, lfib, in_label, f->said_label);
	PUT(&r->lfib, lfib, protocol, protocol);
	f->said_lfib = 0;
	f->said_label = LABEL_NONE;
	return r;
}

/*
 * A label that we gave out and that ends here now, as the network has become
 * our own: until it is released, what comes with it is looked up.
 */
static const struct rec *
lfib_record(struct ldp_lib *lib, uint32_t at)
{
	struct fec *f = fec_at(lib, at);
	uint32_t is = f->ours ? 2 : f->ways; /* hashes are odd */
	struct rec *r;

	if (f->label == LABEL_NONE)
		is = 0;
	if (f->said_lfib != 0 && (is == 0 || f->said_label != f->label))
		return lfib_gone(lib, f);
	if (is == f->said_lfib)
		return NULL;
	f->said_lfib = is;
	f->said_label = f->label;
	r = begin(lib, REC_LFIB, false);
	PUT(&r->lfib, lfib, in_label, f->label);
	PUT(&r->lfib, lfib, protocol, protocol);
	if (f->ours) {
		PUT(&r->lfib, lfib, vrf, "");
		return r;
	}
	r->lfib.paths.n = lib->out.n;
	r->lfib.paths.at = lib->out.paths;
	r->lfib.has |= UINT64_C(1) << AT_lfib_paths;
	return r;
}

/* ---- lsp ---- */

static const struct rec *
lsp_record(struct ldp_lib *lib, uint32_t at)
{
	struct fec *f = fec_at(lib, at);
	struct rec *r;

	if (f->ways == f->said_ways)
		return NULL;
	f->said_ways = f->ways;
	r = begin(lib, REC_LSP, f->ways == 0);
	PUT(&r->lsp, lsp, fec, f->prefix);
	PUT(&r->lsp, lsp, protocol, protocol);
	if (f->ways == 0)
		return r;
	r->lsp.paths.n = lib->out.n;
	r->lsp.paths.at = lib->out.paths;
	r->lsp.has |= UINT64_C(1) << AT_lsp_paths;
	return r;
}

/* ---- label ---- */

static const struct rec *
label_record(struct ldp_lib *lib, const struct fec *f, uint32_t lsr,
    uint16_t space, int direction, uint32_t label, bool del)
{
	struct rec *r = begin(lib, REC_LABEL, del);
	struct addr id = addr_ip4(lsr);
	char text[ADDR_TEXT];

	addr_format(&id, text);
	snprintf(
	    lib->out.neighbor, sizeof(lib->out.neighbor), "%s:%u", text, space);
	PUT(&r->label, label, fec, f->prefix);
	PUT(&r->label, label, neighbor, lib->out.neighbor);
	PUT(&r->label, label, direction, direction);
	PUT(&r->label, label, label, label);
	return r;
}

static const struct rec *
local_record(struct ldp_lib *lib, struct fec *f)
{
	uint32_t was = f->said_local;
	bool gone = f->advert == LABEL_NONE;

	if (f->advert == was)
		return NULL;
	f->said_local = f->advert;
	return label_record(
	    lib, f, lib->config.lsr, 0, LOCAL, gone ? was : f->advert, gone);
}

static const struct rec *
remote_record(struct ldp_lib *lib, struct peer *p, uint32_t at)
{
	struct fec *f = fec_at(lib, at);
	struct binding *b;
	bool gone;

	if (at >= p->n || !(p->bindings[at].flags & B_NEWS))
		return NULL;
	b = &p->bindings[at];
	b->flags &= (uint16_t)~B_NEWS;
	gone = !(b->flags & B_REMOTE);
	if (gone && !(b->flags & B_RECORDED))
		return NULL;
	if (gone)
		p->recorded--;
	else if (!(b->flags & B_RECORDED))
		p->recorded++;
	if (gone)
		b->flags &= (uint16_t)~B_RECORDED;
	else
		b->flags |= B_RECORDED;
	if (p->state == PEER_GONE && p->recorded == 0)
		p->state = PEER_FREE;
	return label_record(
	    lib, f, p->session.lsr, p->session.space, REMOTE, b->remote, gone);
}

/* ---- the next ---- */

/* What is so now, also where the FEC has not been settled since it is. */
static const struct rec *
record_of(struct ldp_lib *lib, uint32_t at)
{
	struct way ways[MAX_WAYS];
	const struct rec *r;

	lib->out.n = fec_ways_now(lib, at, ways);
	put_paths(lib, ways, lib->out.n);
	r = lfib_record(lib, at);
	if (r == NULL)
		r = lsp_record(lib, at);
	if (r == NULL)
		r = local_record(lib, fec_at(lib, at));
	for (size_t i = 0; r == NULL && i < lib->n_peers; i++)
		r = remote_record(lib, lib->peers[i], at);
	return r;
}

const struct rec *
ldp_lib_record(struct ldp_lib *lib)
{
	while (lib->news.n > 0) {
		uint32_t at = lib->news.at[lib->news.from];
		const struct rec *r = record_of(lib, at);

		if (r != NULL)
			return r;
		fifo_pop(&lib->news);
		fec_at(lib, at)->news = false;
		fec_tidy(lib, at);
	}
	return NULL;
}

bool
ldp_lib_has_records(const struct ldp_lib *lib)
{
	return lib->news.n > 0;
}

void
ldp_lib_repeat(struct ldp_lib *lib)
{
	for (uint32_t at = 0; at < lib->fecs.used; at++) {
		struct fec *f = fec_at(lib, at);

		if (!f->live)
			continue;
		if (f->said_ways == f->ways)
			f->said_ways = 0;
		if (f->said_label == f->label)
			f->said_lfib = 0;
		if (f->said_local == f->advert)
			f->said_local = LABEL_NONE;
		for (size_t i = 0; i < lib->n_peers; i++) {
			struct peer *p = lib->peers[i];

			if (at < p->n && (p->bindings[at].flags & B_REMOTE))
				p->bindings[at].flags |= B_NEWS;
		}
		fec_news(lib, at);
	}
}
