/* An interned attribute set, decoded again. */
#include "core/bgp_set.h"

/* What is in a set was valid when it was interned; nothing is checked twice. */
static void
attr_open(const struct bgp_attr *attr, struct bgp_attrs *a)
{
	struct rbuf v = attr->value;

	switch ((enum bgp_attr_code)attr->code) {
	case BGP_ORIGIN:
		a->origin = get_u8(&v);
		return;
	case BGP_AS_PATH:
		a->as_path = (struct bgp_as_path){ .raw = v, .width = 4 };
		return;
	case BGP_NEXT_HOP:
		a->next_hop = addr_ip4(get_u32(&v));
		return;
	case BGP_MED:
		a->med = get_u32(&v);
		return;
	case BGP_LOCAL_PREF:
		a->local_pref = get_u32(&v);
		return;
	case BGP_ATOMIC_AGGREGATE:
		return;
	case BGP_AGGREGATOR:
		a->aggregator.as = get_u32(&v);
		a->aggregator.address = get_u32(&v);
		return;
	case BGP_COMMUNITIES:
		a->communities = v;
		return;
	case BGP_ORIGINATOR_ID:
		a->originator_id = get_u32(&v);
		return;
	case BGP_CLUSTER_LIST:
		a->cluster_list = v;
		return;
	case BGP_EXT_COMMUNITIES:
		a->ext_communities = v;
		return;
	case BGP_LARGE_COMMUNITIES:
		a->large_communities = v;
		return;
	case BGP_MP_REACH:
	case BGP_MP_UNREACH:
	case BGP_AS4_PATH:
	case BGP_AS4_AGGREGATOR:
		return; /* never in a set */
	}
}

static bool
is_known(unsigned code)
{
	const uint64_t known =
	    UINT64_C(1) << BGP_ORIGIN | UINT64_C(1) << BGP_AS_PATH |
	    UINT64_C(1) << BGP_NEXT_HOP | UINT64_C(1) << BGP_MED |
	    UINT64_C(1) << BGP_LOCAL_PREF |
	    UINT64_C(1) << BGP_ATOMIC_AGGREGATE |
	    UINT64_C(1) << BGP_AGGREGATOR | UINT64_C(1) << BGP_COMMUNITIES |
	    UINT64_C(1) << BGP_ORIGINATOR_ID | UINT64_C(1) << BGP_CLUSTER_LIST |
	    UINT64_C(1) << BGP_EXT_COMMUNITIES |
	    UINT64_C(1) << BGP_LARGE_COMMUNITIES;

	return code < 64 && known >> code & 1;
}

void
bgp_set_open(const struct bgp_set *s, struct bgp_attrs *a)
{
	struct rbuf r = rbuf(s->raw, s->size);
	struct bgp_attr attr;

	*a = (struct bgp_attrs){ .unknown.raw = r };
	while (bgp_attr_next(&r, &attr)) {
		if (!is_known(attr.code)) {
			a->unknown.codes[attr.code / 64] |= UINT64_C(1)
							    << attr.code % 64;
			continue;
		}
		a->has |= UINT64_C(1) << attr.code;
		if (attr.flags & BGP_FLAG_PARTIAL)
			a->partial |= UINT64_C(1) << attr.code;
		attr_open(&attr, a);
	}
}

struct bgp_as_path
bgp_set_as_path(const struct bgp_set *s)
{
	struct rbuf r = rbuf(s->raw, s->size);
	struct bgp_attr attr;

	while (bgp_attr_next(&r, &attr) && attr.code <= BGP_AS_PATH)
		if (attr.code == BGP_AS_PATH)
			return (struct bgp_as_path){ .raw = attr.value,
				.width = 4 };
	return (struct bgp_as_path){ .width = 4 };
}
