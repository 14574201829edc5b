/* Lists of networks of a router record, compiled for the label database. */
#include "core/ldp_policy.h"
#include "base/mem.h"
#include "core/prefix_set.h"
#include "rec/rec.h"

#include <stdlib.h>
#include <string.h>

struct ldp_policy {
	struct prefix_set *sets;
	unsigned n;
	struct ldp_lib_filter *filters;
};

/* The list as a set; NULL where the record has none. */
static const struct prefix_set *
set_of(struct ldp_policy *p, bool there, const void *list)
{
	const struct rec_list *l = list;
	const struct prefix_range *ranges = l->at;
	struct prefix_set *s = &p->sets[p->n];

	if (!there)
		return NULL;
	for (uint32_t i = 0; i < l->n; i++)
		prefix_set_add(s, &ranges[i]);
	p->n++;
	return s;
}

/* Of all neighbours first; what one does not say is as for all. */
static unsigned
filters(struct ldp_policy *p, const struct rec_ldp_router *r)
{
	struct ldp_lib_filter *f = p->filters;

	f->advertise = set_of(p, HAS(r, ldp_router, advertise), &r->advertise);
	f->accept = set_of(p, HAS(r, ldp_router, accept), &r->accept);
	for (uint32_t i = 0; i < r->neighbors.n; i++) {
		const struct rec_ldp_neighbor *n = &r->neighbors.at[i];

		*++f = p->filters[0];
		f->lsr = addr_u32(&n->router_id);
		if (HAS(n, ldp_neighbor, advertise))
			f->advertise = set_of(p, true, &n->advertise);
		if (HAS(n, ldp_neighbor, accept))
			f->accept = set_of(p, true, &n->accept);
	}
	return 1 + r->neighbors.n;
}

struct ldp_policy *
ldp_policy_new(const struct rec_ldp_router *r, struct ldp_lib_config *c)
{
	static const struct rec_ldp_router none;
	struct ldp_policy *p = mem_zalloc(sizeof(*p));

	if (r == NULL)
		r = &none;
	p->sets = mem_zalloc((4 + 2 * r->neighbors.n) * sizeof(*p->sets));
	p->filters = mem_zalloc((1 + r->neighbors.n) * sizeof(*p->filters));
	c->ordered =
	    HAS(r, ldp_router, control) && strcmp(r->control, "ordered") == 0;
	c->explicit_null = r->explicit_null;
	c->loop_detection = r->loop_detection;
	c->max_hops = (uint8_t)r->max_hops;
	c->max_path = (uint8_t)r->max_path;
	c->max_fecs = r->max_labels;
	c->fecs = set_of(p, HAS(r, ldp_router, fecs), &r->fecs);
	c->egress = set_of(p, HAS(r, ldp_router, egress), &r->egress);
	c->n_filters = filters(p, r);
	c->filters = p->filters;
	return p;
}

void
ldp_policy_free(struct ldp_policy *p)
{
	if (p == NULL)
		return;
	for (unsigned i = 0; i < p->n; i++)
		prefix_set_fini(&p->sets[i]);
	free(p->sets);
	free(p->filters);
	free(p);
}
