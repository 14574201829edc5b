/* Links and addresses: a small table, kept by events and by dumps. */
#include "core/links.h"
#include "base/arena.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void
links_fini(struct links *links)
{
	for (size_t i = 0; i < links->n; i++)
		free(links->at[i].addrs);
	free(links->at);
	*links = (struct links){ 0 };
}

struct links_entry *
links_find(const struct links *links, uint32_t index)
{
	for (size_t i = 0; i < links->n; i++)
		if (links->at[i].link.index == index)
			return &links->at[i];
	return NULL;
}

struct links_entry *
links_named(const struct links *links, const char *name)
{
	for (size_t i = 0; i < links->n; i++)
		if (strcmp(links->at[i].link.name, name) == 0)
			return &links->at[i];
	return NULL;
}

/* What a record says of a link; the kernel repeats itself for much else. */
static bool
is_same(const struct rtnl_link *a, const struct rtnl_link *b)
{
	return strcmp(a->name, b->name) == 0 && a->up == b->up &&
	       a->mtu == b->mtu && a->master == b->master &&
	       strcmp(a->master_kind, b->master_kind) == 0;
}

struct links_entry *
links_set(struct links *links, const struct rtnl_link *link)
{
	struct links_entry *e = links_find(links, link->index);
	bool same = e != NULL && is_same(&e->link, link);

	if (e == NULL) {
		links->at = mem_grow(
		    links->at, &links->room, links->n, sizeof(*links->at));
		e = &links->at[links->n++];
		*e = (struct links_entry){ 0 };
	}
	e->link = *link;
	e->seen = true;
	return same ? NULL : e;
}

struct links_entry *
links_set_addr(struct links *links, const struct rtnl_addr *a, bool deleted)
{
	struct links_entry *e = links_find(links, a->interface);
	size_t i = 0;

	if (e == NULL)
		return NULL;
	while (
	    i < e->n_addrs && prefix_cmp(&e->addrs[i].prefix, &a->prefix) != 0)
		i++;
	if (deleted) {
		if (i == e->n_addrs)
			return NULL;
		memmove(&e->addrs[i], &e->addrs[i + 1],
		    (--e->n_addrs - i) * sizeof(*e->addrs));
		return e;
	}
	if (i < e->n_addrs) {
		e->addrs[i].seen = true;
		return NULL;
	}
	e->addrs =
	    mem_grow(e->addrs, &e->addrs_room, e->n_addrs, sizeof(*e->addrs));
	e->addrs[e->n_addrs++] = (struct links_addr){ a->prefix, true };
	return e;
}

bool
links_del(struct links *links, uint32_t index)
{
	struct links_entry *e = links_find(links, index);

	if (e == NULL)
		return false;
	free(e->addrs);
	*e = links->at[--links->n];
	return true;
}

void
links_mark(struct links *links)
{
	for (size_t i = 0; i < links->n; i++) {
		struct links_entry *e = &links->at[i];

		e->seen = false;
		for (size_t k = 0; k < e->n_addrs; k++)
			e->addrs[k].seen = false;
	}
}

/* Drops the addresses that did not come again; whether there were any. */
static bool
sweep_addrs(struct links_entry *e)
{
	size_t kept = 0;
	bool swept;

	for (size_t k = 0; k < e->n_addrs; k++)
		if (e->addrs[k].seen)
			e->addrs[kept++] = e->addrs[k];
	swept = kept < e->n_addrs;
	e->n_addrs = kept;
	return swept;
}

struct links_entry *
links_sweep(struct links *links, bool *gone)
{
	for (size_t i = 0; i < links->n; i++) {
		struct links_entry *e = &links->at[i];

		*gone = !e->seen;
		if (*gone || sweep_addrs(e))
			return e;
	}
	return NULL;
}

void
links_record(const struct links *links, const struct links_entry *e,
    struct rec *r, struct arena *arena)
{
	struct rec_interface_state *s = &r->interface_state;
	const struct rtnl_link *link = &e->link;

	*r = (struct rec){ .type = REC_INTERFACE_STATE };
	PUT(s, interface_state, name,
	    arena_strndup(arena, link->name, strlen(link->name)));
	PUT(s, interface_state, up, link->up);
	PUT(s, interface_state, ifindex, link->index);
	PUT(s, interface_state, mtu, link->mtu);
	MARK(s, interface_state, addresses);
	s->addresses.n = (uint32_t)e->n_addrs;
	s->addresses.at =
	    arena_alloc(arena, e->n_addrs * sizeof(*s->addresses.at));
	for (size_t k = 0; k < e->n_addrs; k++)
		s->addresses.at[k] = e->addrs[k].prefix;
	if (strcmp(link->master_kind, "vrf") == 0) {
		const struct links_entry *vrf = links_find(links, link->master);

		if (vrf != NULL)
			PUT(s, interface_state, vrf,
			    arena_strndup(
				arena, vrf->link.name, strlen(vrf->link.name)));
	}
}
