/* What holds a neighbour down, in words: the first reason is told. */
#include "core/bgp_key.h"
#include "speaker.h"

#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
held_because(struct neighbor *n, const char *fmt, ...)
{
	va_list args;

	if (n->held[0] != '\0')
		return; /* the first reason is the one to cure */
	va_start(args, fmt);
	vsnprintf(n->held, sizeof(n->held), fmt, args);
	va_end(args);
}

static void
hold_for_chain(
    struct neighbor *n, const struct bgp_chain *chain, const char *way)
{
	const char *missing = bgp_chain_missing(chain);

	if (missing != NULL)
		held_because(
		    n, "%s policy \"%s\" does not exist", way, missing);
}

static bool
is_there(const struct neighbor *n)
{
	return n->running || (neighbor_is_range(n) && n->held[0] == '\0');
}

/* Whose connections would be its own too; who runs already keeps them. */
static const struct neighbor *
find_twin(const struct neighbor *n)
{
	const struct terms *a = &n->terms;

	for (size_t i = 0; i < n->speaker->n_neighbors; i++) {
		const struct neighbor *other = n->speaker->neighbors[i];
		const struct terms *b = &other->terms;

		if (other != n && is_there(other) &&
		    addr_cmp(&a->remote, &b->remote) == 0 &&
		    a->remote_len == b->remote_len &&
		    addr_cmp(&a->local, &b->local) == 0 && a->port == b->port &&
		    a->ifindex == b->ifindex && strcmp(a->vrf, b->vrf) == 0)
			return other;
	}
	return NULL;
}

static void
hold_for_twin(struct neighbor *n)
{
	const struct neighbor *twin = n->running ? NULL : find_twin(n);

	if (twin != NULL)
		held_because(n, "peer \"%s\" has the same %s", twin->name,
		    neighbor_is_range(n) ? "remote_prefix" : "remote_address");
}

/* Ourselves as the next hop needs labels of our own (RFC 4364 10 b). */
static void
hold_for_labels(struct neighbor *n)
{
	const struct bgp_fsm_config *c = &n->terms.fsm;
	char text[FAMILY_TEXT];

	for (unsigned i = 0; i < c->n_families; i++) {
		if (!neighbor_peer(n)->next_hop_self ||
		    !bgp_key_is_labeled(c->families[i]))
			continue;
		family_format(c->families[i], text);
		held_because(n,
		    "next_hop_self: %s needs a new label for each route, and "
		    "none are allocated yet",
		    text);
	}
}

void
held_find(struct neighbor *n)
{
	const struct rec_peer *p = neighbor_peer(n);

	if (p->shutdown)
		held_because(n, "shut down by its record");
	if (HAS(p, peer, vrf) && if_nametoindex(p->vrf) == 0)
		held_because(n, "vrf: the device %s does not exist", p->vrf);
	if (HAS(p, peer, ao_file)) /* never without the key that it wants */
		held_because(n, "%s",
		    tcp_has_ao() ? "ao_file: TCP-AO is not spoken yet"
				 : "ao_file: this kernel has no TCP-AO (that "
				   "takes Linux 6.7 with CONFIG_TCP_AO)");
	if (HAS(p, peer, remote_address) && HAS(p, peer, remote_prefix))
		held_because(n, "it has a remote_address and a remote_prefix");
	else if (n->terms.remote.ip == ADDR_NONE)
		held_because(n, "it has no remote_address");
	else if (addr_is_link_local(&n->terms.remote) &&
		 !HAS(p, peer, interface))
		held_because(
		    n, "a link-local remote_address needs an interface");
	else if (HAS(p, peer, interface) && n->terms.ifindex == 0)
		held_because(n, "interface %s does not exist", p->interface);
	if (n->terms.fsm.n_families == 0)
		held_because(n, "none of its families is spoken here");
	if (HAS(p, peer, site_of_origin) &&
	    !ext_community_is_site(&p->site_of_origin))
		held_because(n, "site_of_origin: it is no soo:...");
	hold_for_labels(n);
	hold_for_twin(n);
	hold_for_chain(n, n->import, "import");
	hold_for_chain(n, n->export, "export");
}
