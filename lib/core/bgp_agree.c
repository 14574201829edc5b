/* What a session offers in its OPEN, and what two OPENs agree on. */
#include "core/bgp_fsm.h"
#include "core/bgp_role.h"

#include <string.h>

static void
add_long_lived(struct bgp_cap_families *to, uint32_t family,
    const struct bgp_restart_offer *r)
{
	if (bgp_cap_families_add(to, family, r->long_lived))
		to->at[to->n - 1].flags = r->preserved ? BGP_GR_PRESERVED : 0;
}

/*
 * RFC 4724 3: without a family it says that End-of-RIB will come, and that we
 * help. F is said again and again while nothing that we installed is gone.
 */
static void
offer_restart(const struct bgp_fsm_config *config, struct bgp_caps *caps)
{
	const struct bgp_restart_offer *r = &config->restart;

	if (r->mode == BGP_RESTART_OFF)
		return;
	caps->graceful_restart = true;
	if (r->notification)
		caps->restart_flags |= BGP_GR_NOTIFICATION;
	for (unsigned i = 0; i < config->n_families; i++)
		if (r->long_lived > 0)
			add_long_lived(&caps->llgr, config->families[i], r);
	if (r->mode != BGP_RESTART_FULL)
		return;
	caps->restart_time = r->time;
	if (r->restarted)
		caps->restart_flags |= BGP_GR_RESTARTED;
	for (unsigned i = 0; i < config->n_families; i++)
		bgp_cap_families_add(&caps->restart, config->families[i],
		    r->preserved ? BGP_GR_PRESERVED : 0);
}

void
bgp_offer(const struct bgp_fsm_config *config, bool bare, struct bgp_open *ours)
{
	*ours = (struct bgp_open){
		.version = BGP_VERSION,
		.as = config->local_as,
		.hold_time = config->hold_time,
		.id = config->local_id,
	};
	if (bare)
		return;
	ours->caps.as4 = true;
	ours->caps.as = config->local_as;
	ours->caps.route_refresh = true;
	ours->caps.enhanced_refresh = true;
	ours->caps.extended_message = true;
	ours->caps.has_role = config->has_role;
	ours->caps.role = config->role;
	offer_restart(config, &ours->caps);
	for (unsigned i = 0; i < config->n_families; i++) {
		bgp_cap_families_add(
		    &ours->caps.families, config->families[i], 0);
		if (config->add_path[i] != 0)
			bgp_cap_families_add(&ours->caps.add_path,
			    config->families[i], config->add_path[i]);
		if (config->hop6[i])
			bgp_cap_families_add(
			    &ours->caps.next_hop, config->families[i], AFI_IP6);
	}
}

/* RFC 4760 8: who offers no family speaks IPv4 unicast. */
static bool
speaks(const struct bgp_open *o, uint32_t family)
{
	if (o->caps.families.n == 0)
		return family == FAMILY_IPV4_UNICAST;
	return bgp_cap_families_has(&o->caps.families, family);
}

/* RFC 8950 4: what it says it can take. */
static bool
extends_hop(const struct bgp_open *o, uint32_t family)
{
	return bgp_cap_families_value(&o->caps.next_hop, family) == AFI_IP6;
}

static void
agree_families(const struct bgp_fsm_config *config, const struct bgp_open *ours,
    const struct bgp_open *theirs, struct bgp_agreed *agreed)
{
	for (unsigned i = 0; i < config->n_families; i++) {
		uint32_t family = config->families[i];

		if (!speaks(ours, family) || !speaks(theirs, family))
			continue;
		agreed->hop6[agreed->n_families] =
		    extends_hop(ours, family) && extends_hop(theirs, family);
		agreed->families[agreed->n_families++] = family;
	}
}

static const struct bgp_cap_family *
find_family(const struct bgp_cap_families *list, uint32_t family)
{
	for (unsigned i = 0; i < list->n; i++)
		if (list->at[i].family == family)
			return &list->at[i];
	return NULL;
}

/* What of the neighbour's we keep, family by family. */
static void
agree_restart_family(const struct bgp_open *ours, const struct bgp_open *theirs,
    struct bgp_agreed *agreed, unsigned i)
{
	uint32_t family = agreed->families[i];
	const struct bgp_cap_family *gr =
	    find_family(&theirs->caps.restart, family);
	const struct bgp_cap_family *their_long =
	    find_family(&theirs->caps.llgr, family);
	const struct bgp_cap_family *our_long =
	    find_family(&ours->caps.llgr, family);
	unsigned preserved = 0;

	if (gr != NULL) {
		agreed->restart[i] |= BGP_RESTART_KEEPS;
		preserved |= gr->value;
	}
	/* RFC 9494 3.1: the shorter time, where both have one */
	if (their_long != NULL && our_long != NULL) {
		agreed->restart[i] |= BGP_RESTART_KEEPS;
		preserved |= their_long->flags;
		agreed->long_lived[i] = their_long->value < our_long->value
					    ? their_long->value
					    : our_long->value;
	}
	if (preserved & BGP_GR_PRESERVED)
		agreed->restart[i] |= BGP_RESTART_PRESERVED;
	agreed->kept |= find_family(&ours->caps.restart, family) != NULL;
}

static void
agree_restart(const struct bgp_open *ours, const struct bgp_open *theirs,
    struct bgp_agreed *agreed)
{
	if (!ours->caps.graceful_restart || !theirs->caps.graceful_restart)
		return;
	agreed->restarted = theirs->caps.restart_flags & BGP_GR_RESTARTED;
	agreed->notification = ours->caps.restart_flags &
			       theirs->caps.restart_flags & BGP_GR_NOTIFICATION;
	agreed->restart_time = theirs->caps.restart_time;
	for (unsigned i = 0; i < agreed->n_families; i++)
		agree_restart_family(ours, theirs, agreed, i);
}

/* RFC 9234 4.2; strict: 4.3 */
static bool
agree_roles(const struct bgp_fsm_config *config, const struct bgp_open *theirs)
{
	if (!config->has_role)
		return true;
	if (!theirs->caps.has_role)
		return !config->role_strict;
	return bgp_roles_match(config->role, theirs->caps.role);
}

bool
bgp_agree(const struct bgp_fsm_config *config, const struct bgp_open *ours,
    const struct bgp_open *theirs, struct bgp_agreed *agreed, struct fault *f)
{
	bool internal = config->remote_as == config->local_as;

	if (theirs->as != config->remote_as)
		return fault(f, NULL, BGP_ERR_PEER_AS,
		    "the neighbour is in another AS than remote_as");
	/* RFC 6286 2.2: across a border two may have the same id */
	if (internal && theirs->id == config->local_id)
		return fault(
		    f, NULL, BGP_ERR_ID, "the neighbour has our router id");
	*agreed = (struct bgp_agreed){
		.remote_as = theirs->as,
		.remote_id = theirs->id,
		.refresh = theirs->caps.route_refresh,
		.enhanced_refresh = ours->caps.enhanced_refresh &&
				    theirs->caps.enhanced_refresh,
		.knows_long_lived = theirs->caps.llgr.n > 0,
		.end_of_rib = theirs->caps.graceful_restart,
		.hold_time = ours->hold_time < theirs->hold_time
				 ? ours->hold_time
				 : theirs->hold_time,
	};
	if (!agree_roles(config, theirs))
		return fault(f, NULL, BGP_ERR_ROLE,
		    theirs->caps.has_role
			? "the neighbour's role is no counterpart of ours"
			: "the neighbour says no role");
	agreed->keepalive = agreed->hold_time / 3;
	agree_families(config, ours, theirs, agreed);
	if (agreed->n_families == 0)
		return fault(f, NULL, BGP_ERR_CAPABILITY,
		    "the neighbour offers none of our families");
	agree_restart(ours, theirs, agreed);
	bgp_codec_agree(&agreed->in, theirs, ours);
	bgp_codec_agree(&agreed->out, ours, theirs);
	if (config->member) /* RFC 5065 5.1: LOCAL_PREF goes between members */
		agreed->in.session = agreed->out.session = BGP_INTERNAL;
	return true;
}

void
bgp_families_encode(struct wbuf *w, const struct bgp_open *ours)
{
	for (unsigned i = 0; i < ours->caps.families.n; i++) {
		uint32_t family = ours->caps.families.at[i].family;

		put_u8(w, BGP_CAP_MULTIPROTOCOL);
		put_u8(w, 4);
		put_u16(w, FAMILY_AFI(family));
		put_u8(w, 0);
		put_u8(w, FAMILY_SAFI(family));
	}
}

size_t
bgp_shutdown_text(const char *text, uint8_t to[256])
{
	size_t n = strlen(text);

	if (n > 255) {
		n = 255;
		while (n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80)
			n--;
	}
	to[0] = (uint8_t)n;
	memcpy(to + 1, text, n);
	return n + 1;
}
